import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../../../src/lib/text.ts';
import type { DiskEntry } from '../../../src/sample/sample.ts';
import { readFolder } from '../../support/recordings/recordings.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/recordings/', import.meta.url));

/** What each recording holds, as zcat and jq counted it when it was made. */
const EXPECTED = {
  'version-1': { samples: 20, rows: 2020, read: 2_062_319_616, write: 34_054_144 },
  'version-1-devices': { samples: 15, rows: 1517, read: 1511702528, write: 24547328 },
  'version-1-times': { samples: 15, rows: 1518, read: 1492611072, write: 24502272 },
} as const;

const sumOf = <T>(list: readonly T[], amountOf: (entry: T) => number | undefined): number =>
  list.reduce((sum, entry) => sum + (amountOf(entry) ?? 0), 0);

describe('a recording of an earlier version', () => {
  it('is there for each version, and expected to hold something', () => {
    const folders = readdirSync(FIXTURES).filter((name) => name.startsWith('version-'));
    expect(folders.sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.entries(EXPECTED))('%s gives what was recorded', async (version, expected) => {
    const { samples, damage } = await readFolder(`${FIXTURES}${version}`);
    const tasks = samples.flatMap((sample) => sample.tasks);
    expect(damage).toEqual([]);
    expect({
      samples: samples.length,
      rows: tasks.length,
      read: sumOf(tasks, ({ read }) => read),
      write: sumOf(tasks, ({ write }) => write),
    }).toEqual(expected);
  });

  it('has what devices were asked for, by task and by owners that are none', async () => {
    const { samples } = await readFolder(`${FIXTURES}version-1-devices`);
    const tasks = samples.flatMap((sample) => sample.tasks);
    const disks = tasks.flatMap(({ disk = [] }) => disk);
    const devices = samples.flatMap(({ system }) => system.devices ?? []);
    const owners = devices.flatMap((device) => device.owners ?? []);
    expect({
      diskRead: sumOf(tasks, ({ diskRead }) => diskRead),
      diskWrite: sumOf(tasks, ({ diskWrite }) => diskWrite),
      read: sumOf(disks, ({ read }) => read),
      write: sumOf(disks, ({ write }) => write),
      requests: sumOf(disks, ({ reads = 0, writes = 0 }) => reads + writes),
      owned: sumOf(owners, ({ write }) => write),
      inFlight: sumOf(devices, ({ inFlight }) => inFlight),
      endedBefore: tasks.filter(({ endedBefore }) => endedBefore).length,
    }).toEqual({
      diskRead: 1511702528,
      diskWrite: 9289728,
      read: 1511702528,
      write: 9289728,
      requests: 52423,
      owned: 3469312,
      inFlight: 19,
      endedBefore: 17,
    });
  });

  it('has how long requests took, by task and by owners that are none, and zeros that its lines leave out', async () => {
    const { samples } = await readFolder(`${FIXTURES}version-1-times`);
    const tasks = samples.flatMap((sample) => sample.tasks);
    const owners = samples.flatMap(({ system }) =>
      (system.devices ?? []).flatMap((device) => device.owners ?? []),
    );
    const figuresOf = (asked: readonly Partial<DiskEntry>[]) => ({
      queueTime: sumOf(asked, ({ queueTime }) => queueTime),
      deviceTime: sumOf(asked, ({ deviceTime }) => deviceTime),
      completed: sumOf(
        asked.flatMap(({ latency = [] }) => latency),
        ({ reads = 0, writes = 0 }) => reads + writes,
      ),
      sequential: sumOf(asked, ({ sequential }) => sequential),
    });
    expect(figuresOf(tasks.flatMap(({ disk = [] }) => disk))).toEqual({
      queueTime: 1992931000,
      deviceTime: 8933949000,
      completed: 38754,
      sequential: 9172,
    });
    expect(figuresOf(owners)).toEqual({
      queueTime: 1077000,
      deviceTime: 4375500,
      completed: 52,
      sequential: 7,
    });
    expect(sumOf(tasks, ({ diskWrite }) => diskWrite)).toBe(8355840);
    expect(tasks.filter(({ diskRead }) => diskRead === undefined)).toEqual([]);
    expect(tasks.filter(({ write }) => write === undefined).length).toBe(18);
  });

  it('has names that are not text, to the byte, and what was missed', async () => {
    const { samples } = await readFolder(`${FIXTURES}version-1`);
    const hostile = samples[7]?.tasks[0];
    expect(encodeText(hostile?.comm ?? '')).toEqual(Uint8Array.of(0x22, 0x1b, 0x0a, 0x9b, 0xff));
    expect(encodeText(hostile?.command ?? '')).toEqual(
      Uint8Array.of(0xc3, 0x28, 0x20, 0xe2, 0x98, 0x83),
    );
    expect(samples[3]?.gaps.map(({ kind }) => kind)).toEqual(['exits-lost', 'unavailable']);
  });
});
