import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SystemCounters, SystemReader, systemBetween } from '../../src/sampler/system.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

type Files = Readonly<Record<string, string>>;

const countersOf = (files: Files): SystemCounters => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'pressure'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  const reader = new SystemReader(undefined, root);
  const counters = reader.read();
  reader.close();
  return counters;
};

const between = (from: Files, to: Files): ReturnType<typeof systemBetween> =>
  systemBetween(countersOf(from), countersOf(to));

const vmstat = (read: number, written: number): Files => ({
  vmstat: `nr_free_pages 1\npgpgin ${read}\npgpgout ${written}\npswpin 2\npswpout 3\n`,
});

/** reads, -, sectors, ms, writes, -, sectors, ms, in flight, busy ms, queued ms */
const disk = (name: string, ...figures: readonly number[]): Files => ({
  diskstats: `   8       0 ${name} ${figures.join(' ')} 0 0 0 0 0 0\n`,
});

describe("the machine's own counters", () => {
  it('rise in bytes', () => {
    expect(between(vmstat(100, 200), vmstat(101, 204))).toMatchObject({
      blockRead: 1024,
      blockWrite: 4096,
      swapIn: 0,
      swapOut: 0,
    });
  });

  it('that cannot be read are absent, on either side', () => {
    expect(between({}, {})).toEqual({});
    expect(between({}, vmstat(1, 1))).not.toHaveProperty('blockRead');
    expect(between(vmstat(1, 1), {})).not.toHaveProperty('blockRead');
    expect(between({}, disk('sda', 1, 0, 8, 0, 0, 0, 0, 0, 0, 1, 1))).not.toHaveProperty('devices');
  });

  it('that fell are unknown, not negative and not zero', () => {
    expect(between(vmstat(100, 200), vmstat(99, 201))).not.toHaveProperty('blockRead');
    expect(between(vmstat(100, 200), vmstat(99, 201))).toHaveProperty('blockWrite', 1024);
  });

  it('of a device are named where it did something, and left out where not', () => {
    const still = disk('sda', 5, 0, 80, 1, 7, 0, 70, 1, 0, 9, 9);
    expect(between(still, still).devices).toEqual([]);
    const busy = disk('sda', 6, 0, 88, 1, 9, 0, 86, 1, 0, 12, 14);
    expect(between(still, busy).devices).toMatchObject([
      { id: '8:0', name: 'sda', reads: 1, readBytes: 4096, writes: 2, writeBytes: 8192, busy: 3e6 },
    ]);
  });

  it('of a device that was put in meanwhile count from zero', () => {
    const old = disk('sda', 500, 0, 8000, 1, 7, 0, 70, 1, 0, 9, 9);
    const fresh = disk('sdb', 2, 0, 16, 1, 0, 0, 0, 0, 0, 1, 1);
    expect(between(old, fresh).devices).toMatchObject([{ name: 'sdb', reads: 2, readBytes: 8192 }]);
  });

  it('of pressure are stall times', () => {
    const io = (total: number): Files => ({
      'pressure/io': `some avg10=0.00 avg60=0.00 avg300=0.00 total=${total}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n`,
    });
    expect(between(io(10), io(35))).toEqual({ pressure: { ioSome: 25_000, ioFull: 0 } });
  });
});
