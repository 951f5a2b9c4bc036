import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../../src/lib/units.ts';
import { listSegments } from '../../../src/record/read/folder.ts';
import { repair, type SegmentReport, verify } from '../../../src/record/read/verify.ts';
import { readFolder, record } from '../../support/recordings/recordings.ts';
import { takeSamples } from '../../support/samples/realistic-load.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const samples = takeSamples(30);

const reportsOn = async (folder: string): Promise<SegmentReport[]> => {
  const reports: SegmentReport[] = [];
  for await (const report of verify(await listSegments(folder))) reports.push(report);
  return reports;
};

const damagedFolder = async (): Promise<string> => {
  const folder = temporaryFolder();
  await record(folder, samples, { segmentSize: bytes(16_000) });
  const [first] = await listSegments(folder);
  const path = first?.path as string;
  const contents = readFileSync(path);
  contents[100] = (contents[100] as number) ^ 4;
  writeFileSync(path, contents);
  appendFileSync(path, contents.subarray(0, 900));
  return folder;
};

describe('verifying a recording', () => {
  it('counts what each segment holds', async () => {
    const folder = temporaryFolder();
    await record(folder, samples, { segmentSize: bytes(16_000) });
    const reports = await reportsOn(folder);
    expect(reports.length).toBeGreaterThan(1);
    expect(reports.reduce((sum, report) => sum + report.samples, 0)).toBe(samples.length);
    expect(reports[0]?.firstTime).toBe(samples[0]?.wallTime);
    expect(reports.flatMap(({ damage }) => damage)).toEqual([]);
  });

  it('names each damage with its place', async () => {
    const folder = await damagedFolder();
    const [first, ...rest] = await reportsOn(folder);
    const name = first?.name as string;
    expect(first?.damage.map(({ text }) => text)).toEqual([
      expect.stringMatching(`^${name}: bytes 0 to \\d+: a damaged block of 6 samples`),
      expect.stringMatching(`^${name}: bytes \\d+ to \\d+: the end of a block is missing`),
    ]);
    expect(rest.flatMap(({ damage }) => damage)).toEqual([]);
  });
});

describe('repairing a recording', () => {
  it('cuts torn tails, and touches nothing that can be read', async () => {
    const folder = await damagedFolder();
    const before = await readFolder(folder);
    expect(await repair(await listSegments(folder))).toMatchObject([{ cut: 900 }]);
    const after = await readFolder(folder);
    expect(after.samples).toEqual(before.samples);
    expect(after.damage.map(({ kind }) => kind)).toEqual(['damaged-block']);
    expect(await repair(await listSegments(folder))).toEqual([]);
  });
});
