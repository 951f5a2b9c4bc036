import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { milliseconds } from '../../src/lib/units.ts';
import { type Compacted, compact, runsOf } from '../../src/record/compact.ts';
import { listSegments } from '../../src/record/folder.ts';
import { hourOf } from '../../src/record/segment-name.ts';
import type { Sample } from '../../src/sample/sample.ts';
import { takeSamples } from '../support/realistic-load.ts';
import { readFolder, record } from '../support/recordings.ts';
import { sampleAt } from '../support/stream-samples.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const MINUTE = milliseconds(60_000);
const HOUR_END = Date.UTC(2026, 10, 23, 3, 55);

const compactAll = async (folder: string): Promise<Compacted[]> => {
  const done: Compacted[] = [];
  for await (const one of compact(await listSegments(folder), { every: MINUTE })) done.push(one);
  return done;
};

const sumsByComm = (samples: readonly Sample[]): Record<string, number[]> => {
  const sums: Record<string, number[]> = {};
  for (const { comm, read, write, ioWait, readChars } of samples.flatMap(({ tasks }) => tasks)) {
    const sum = sums[comm] ?? [0, 0, 0, 0];
    sums[comm] = [read, write, ioWait, readChars].map((value, i) => (sum[i] ?? 0) + (value ?? 0));
  }
  return sums;
};

describe('compacting a recording', () => {
  it('makes it one sample a minute, changes no sum, and leaves the newest segment alone', async () => {
    const folder = temporaryFolder();
    const samples = takeSamples(330, { start: HOUR_END });
    await record(folder, samples);
    const [report] = await compactAll(folder);
    expect(report).toMatchObject({ outcome: 'compacted' });
    expect(report?.after).toBeLessThan((report?.before ?? 0) / 5);
    const { samples: read, damage } = await readFolder(folder);
    expect(damage).toEqual([]);
    const newest = samples.filter(
      ({ wallTime }) => hourOf(wallTime) > hourOf(milliseconds(HOUR_END)),
    );
    expect(read).toHaveLength(5 + newest.length);
    expect(read.slice(5)).toEqual(newest);
    expect(sumsByComm(read)).toEqual(sumsByComm(samples));
  });

  it('does nothing the second time', async () => {
    const folder = temporaryFolder();
    await record(folder, takeSamples(330, { start: HOUR_END }));
    await compactAll(folder);
    const before = await readFolder(folder);
    expect(await compactAll(folder)).toMatchObject([{ outcome: 'nothing to merge' }]);
    expect(await readFolder(folder)).toEqual(before);
  });

  it('leaves a damaged segment as it is', async () => {
    const folder = temporaryFolder();
    await record(folder, takeSamples(330, { start: HOUR_END }));
    const path = (await listSegments(folder))[0]?.path as string;
    const damaged = readFileSync(path).fill(0, 100, 110);
    writeFileSync(path, damaged);
    expect(await compactAll(folder)).toMatchObject([{ outcome: 'damaged' }]);
    expect(readFileSync(path).equals(damaged)).toBe(true);
  });

  it('can be recorded behind', async () => {
    const folder = temporaryFolder();
    const samples = takeSamples(340, { start: HOUR_END });
    await record(folder, samples.slice(0, 330));
    await compactAll(folder);
    await record(folder, samples.slice(330));
    expect((await readFolder(folder)).damage).toEqual([]);
  });

  it('merges only what follows without a hole, of one host, in one minute', () => {
    const minutes = [0, 1, 2, 58, 59, 60, 61].map((index) => sampleAt(index));
    const other = sampleAt(62, { host: 'db2' });
    expect(runsOf([...minutes, other], MINUTE).map((run) => run.length)).toEqual([3, 2, 2, 1]);
  });
});
