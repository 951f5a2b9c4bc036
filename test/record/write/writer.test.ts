import {
  appendFileSync,
  chmodSync,
  lchownSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../../../src/lib/errors.ts';
import { bytes, milliseconds } from '../../../src/lib/units.ts';
import { listSegments } from '../../../src/record/read/folder.ts';
import { RecordingWriter } from '../../../src/record/write/writer.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { readFolder, record } from '../../support/recordings/recordings.ts';
import { idleTasksOf } from '../../support/samples/idle-tasks.ts';
import { takeSamples } from '../../support/samples/realistic-load.ts';
import { sampleAt } from '../../support/samples/stream-samples.ts';
import { itWith } from '../../support/test-run/requires.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const samples = takeSamples(30);
const gzipNames = (folder: string): string[] =>
  readdirSync(folder).filter((n) => n.endsWith('.gz'));

describe('a recorder', () => {
  it('records what it is given', async () => {
    const folder = temporaryFolder();
    await record(folder, samples);
    expect(await readFolder(folder)).toEqual({ samples, damage: [] });
  });

  it('goes on where the last one ended, in the same segment', async () => {
    const folder = temporaryFolder();
    await record(folder, samples.slice(0, 12));
    await record(folder, samples.slice(12));
    expect(await readFolder(folder)).toEqual({ samples, damage: [] });
    expect(gzipNames(folder)).toHaveLength(1);
  });

  it('has each sample on disk when it is five seconds old', async () => {
    const folder = temporaryFolder();
    const writer = await RecordingWriter.open(folder);
    for (const sample of samples.slice(0, 14)) writer.append(sample);
    await writer.settled();
    expect((await readFolder(folder)).samples).toEqual(samples.slice(0, 12));
    await writer.close();
  });

  it('writes each sample at once when samples are further apart than that', async () => {
    const folder = temporaryFolder();
    const far = sampleAt(0, { startedAt: 0 as never });
    const writer = await RecordingWriter.open(folder);
    writer.append(far);
    await writer.settled();
    expect((await readFolder(folder)).samples).toEqual([far]);
    await writer.close();
  });

  it('begins a segment at every hour, and where the size says so', async () => {
    const folder = temporaryFolder();
    const night = takeSamples(30, { start: Date.UTC(2026, 10, 23, 3, 59, 50) });
    await record(folder, night, { segmentSize: bytes(15_000) });
    const segments = await listSegments(folder);
    expect(segments.length).toBeGreaterThan(2);
    for (const { size } of segments) expect(size).toBeLessThanOrEqual(15_000);
    expect(await readFolder(folder)).toEqual({ samples: night, damage: [] });
  });

  it('keeps the order of writing when the clock is set back', async () => {
    const folder = temporaryFolder();
    const earlier = samples.map((sample) => ({
      ...sample,
      wallTime: milliseconds(sample.wallTime - 7_200_000),
    }));
    await record(folder, [...samples, ...earlier]);
    expect((await readFolder(folder)).samples).toEqual([...samples, ...earlier]);
    const from = earlier[0]?.wallTime as never;
    const to = earlier.at(-1)?.wallTime as never;
    expect((await readFolder(folder, { from, to })).samples).toEqual(earlier);
  });

  it('cuts a tail that was torn, says so, and goes on', async () => {
    for (const tear of [
      (path: string) => truncateSync(path, statSync(path).size - 1),
      (path: string) => appendFileSync(path, Buffer.alloc(8192)),
      (path: string) => appendFileSync(path, readFileSync(path).subarray(0, 700)),
    ]) {
      const folder = temporaryFolder();
      await record(folder, samples.slice(0, 10));
      tear(join(folder, gzipNames(folder)[0] as string));
      const notices: string[] = [];
      await record(folder, samples.slice(10), { onNotice: (line) => notices.push(line) });
      expect(notices).toEqual([
        expect.stringMatching(/: removed \d+ bytes of a block that was never finished$/),
      ]);
      const { samples: read, damage } = await readFolder(folder);
      expect(damage).toEqual([]);
      expect(read.slice(-20)).toEqual(samples.slice(10));
      expect(read.length).toBeGreaterThanOrEqual(25);
    }
  });

  it('leaves damage further up alone, and goes on behind it', async () => {
    const folder = temporaryFolder();
    await record(folder, samples.slice(0, 20));
    const path = join(folder, gzipNames(folder)[0] as string);
    const damaged = readFileSync(path);
    damaged.fill(0, 10, 400);
    writeFileSync(path, damaged);
    await record(folder, samples.slice(20));
    const { samples: read, damage } = await readFolder(folder);
    expect(read).toEqual(samples.slice(6));
    expect(damage).toMatchObject([
      { kind: 'unreadable', text: expect.stringContaining(': bytes 0 to ') },
    ]);
  });

  it('names how many blocks are missing when a segment is', async () => {
    const folder = temporaryFolder();
    await record(folder, samples, { segmentSize: bytes(1) });
    unlinkSync(join(folder, gzipNames(folder)[2] as string));
    const { samples: read, damage } = await readFolder(folder);
    expect(read).toEqual([...samples.slice(0, 12), ...samples.slice(18)]);
    expect(damage).toMatchObject([
      { kind: 'missing-blocks', text: expect.stringContaining(': 1 blocks are missing ') },
    ]);
  });

  it('makes its folder for owner and group only, and files that others cannot read', async () => {
    const folder = join(temporaryFolder(), 'log');
    await record(folder, samples);
    expect(statSync(folder).mode & 0o777).toBe(0o750);
    expect(statSync(join(folder, gzipNames(folder)[0] as string)).mode & 0o777).toBe(0o640);
  });

  it('is alone: a second one is refused while it lives, and not after', async () => {
    const folder = temporaryFolder();
    const first = await RecordingWriter.open(folder);
    await expect(RecordingWriter.open(folder)).rejects.toThrow(UnavailableError);
    await first.close();
    await (await RecordingWriter.open(folder)).close();
  });

  it('makes the folders that are missing, for its user and group only', async () => {
    const folder = join(temporaryFolder(), 'deep', 'down');
    await record(folder, samples);
    expect(statSync(folder).mode & 0o777).toBe(0o750);
    expect((await readFolder(folder)).samples).toEqual(samples);
  });

  it.each(['/proc/no', '/proc/no/deeper', '/dev/null/no'])(
    'says at once that it cannot make %s',
    async (folder) => {
      await expect(RecordingWriter.open(folder)).rejects.toThrow(UnavailableError);
      await expect(RecordingWriter.open(folder)).rejects.toThrow(/^cannot make the folder /);
    },
  );

  it('refuses a folder that every user may write to', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o777);
    await expect(RecordingWriter.open(folder)).rejects.toThrow(/every user may write/);
  });

  it('follows a symbolic link to its folder that this user made, as systemd makes one', async () => {
    const folder = temporaryFolder();
    const link = join(temporaryFolder(), 'link');
    symlinkSync(folder, link);
    await record(link, samples);
    expect((await readFolder(folder)).samples).toEqual(samples);
  });

  itWith(['root'], "refuses another user's symbolic link", async () => {
    const link = join(temporaryFolder(), 'link');
    symlinkSync(temporaryFolder(), link);
    lchownSync(link, 65_534, 65_534);
    await expect(RecordingWriter.open(link)).rejects.toThrow(/another user's symbolic link/);
  });

  it('follows no symbolic link that stands where a segment should', async () => {
    const folder = temporaryFolder();
    const victim = join(temporaryFolder(), 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, join(folder, 'iotop-20200101T000000.000Z.ndjson.gz'));
    await record(folder, samples);
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect((await readFolder(folder)).samples).toEqual(samples);
  });

  it('drops the oldest segments when the folder grows too large, and never what is not its own', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'notes.txt'), 'x'.repeat(50_000));
    const dropped: string[] = [];
    const maxSize = bytes(40_000);
    await record(folder, takeSamples(150), { maxSize, onNotice: (line) => dropped.push(line) });
    const total = (await listSegments(folder)).reduce((sum, { size }) => sum + size, 0);
    expect(total).toBeLessThanOrEqual(maxSize);
    expect(total).toBeGreaterThan(maxSize / 2);
    expect(dropped[0]).toMatch(/^removed the oldest segment .* \(size\)$/);
    expect((await readFolder(folder)).samples.at(-1)).toEqual(takeSamples(150).at(-1));
    expect(readdirSync(folder)).toContain('notes.txt');
  });

  it('drops segments that have grown too old, when the clock has been steady for a minute', async () => {
    const folder = temporaryFolder();
    const hour = 3_600_000;
    await record(folder, samples);
    const keep = milliseconds(2 * hour);
    const start = Date.UTC(2026, 10, 23, 3) + 6 * hour;
    const later = takeSamples(100, { start });
    await record(folder, later.slice(0, 50), { keep });
    expect((await readFolder(folder)).samples).toEqual([...samples, ...later.slice(0, 50)]);
    await record(folder, later.slice(20), { keep });
    expect((await readFolder(folder)).samples[0]).toEqual(later[0]);
  });

  it('keeps to its size before that minute is over, also with segments that seem too old', async () => {
    const folder = temporaryFolder();
    await record(folder, takeSamples(100));
    const [keep, maxSize] = [milliseconds(7_200_000), bytes(40_000)];
    const later = takeSamples(50, { start: Date.UTC(2026, 10, 23, 9) });
    await record(folder, later, { keep, maxSize });
    const total = (await listSegments(folder)).reduce((sum, { size }) => sum + size, 0);
    expect(total).toBeLessThanOrEqual(maxSize);
    expect((await readFolder(folder)).samples.at(-1)).toEqual(later.at(-1));
  });

  it('loses nothing to a clock that jumped, at its start or while it records', async () => {
    const folder = temporaryFolder();
    const day = 86_400_000;
    await record(folder, samples);
    const keep = milliseconds(day);
    const jumped = (days: number): Sample[] =>
      takeSamples(200, { start: Date.UTC(2026, 10, 23, 4) + days * day });
    const [ahead, behind] = [jumped(4000), jumped(-20_000)];
    await record(folder, ahead, { keep });
    await record(folder, [...jumped(0), ...behind, ...ahead], { keep });
    const { samples: read, damage } = await readFolder(folder);
    expect(read).toEqual([...samples, ...ahead, ...jumped(0), ...behind, ...ahead]);
    expect(damage).toEqual([]);
  });

  it('costs nothing for tasks that are idle', async () => {
    const [few, many] = [temporaryFolder(), temporaryFolder()];
    await record(few, samples);
    await record(
      many,
      samples.map((sample) => ({
        ...sample,
        idle: idleTasksOf(Array(12_000).fill(sample.tasks[0])),
      })),
    );
    const sizeOf = async (folder: string): Promise<number | undefined> =>
      (await listSegments(folder))[0]?.size;
    expect(await sizeOf(many)).toBe(await sizeOf(few));
  });
});
