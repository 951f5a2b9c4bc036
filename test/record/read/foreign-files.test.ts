import {
  appendFileSync,
  chmodSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runCompact } from '../../../src/cli/commands/compact.ts';
import { runVerify } from '../../../src/cli/commands/verify.ts';
import { rightsToRead } from '../../../src/cli/effects/rights/recording-rights.ts';
import { bytes } from '../../../src/lib/units.ts';
import { listSegments } from '../../../src/record/read/folder.ts';
import { openSegment } from '../../../src/record/read/segment-file.ts';
import { repair } from '../../../src/record/read/verify.ts';
import { RecordingWriter } from '../../../src/record/write/writer.ts';
import { runCommand } from '../../support/iotop/command-run.ts';
import { readFolder, record } from '../../support/recordings/recordings.ts';
import { takeSamples } from '../../support/samples/realistic-load.ts';
import { makeSilentPipe } from '../../support/test-run/silent-pipe.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const samples = takeSamples(30);
const firstPath = async (folder: string): Promise<string> =>
  (await listSegments(folder))[0]?.path as string;

/** Files that others made in a recording's folder under the name of its one segment. */
const FOREIGN: readonly (readonly [string, (segment: Buffer) => Buffer])[] = [
  ['a segment that was compressed anew', (segment) => gzipSync(gunzipSync(segment))],
  ['notes', () => Buffer.from('precious notes\n')],
  ['an empty file', () => Buffer.alloc(0)],
  ['zeros', () => Buffer.alloc(4096)],
  ['a segment with notes behind it', (segment) => Buffer.concat([segment, Buffer.from('notes')])],
  [
    'a segment with another gzip behind it',
    (segment) => Buffer.concat([segment, gzipSync('notes')]),
  ],
];

describe('a file that is named like a segment', () => {
  it.each(FOREIGN)('is left as it is, and recorded behind: %s', async (_, make) => {
    const folder = temporaryFolder();
    await record(folder, samples.slice(0, 10));
    const path = await firstPath(folder);
    const foreign = make(readFileSync(path));
    writeFileSync(path, foreign);
    expect(await repair(await listSegments(folder))).toEqual([]);
    const notices: string[] = [];
    const onNotice = (line: string) => notices.push(line);
    await record(folder, samples.slice(10), { onNotice });
    expect(readFileSync(path).equals(foreign)).toBe(true);
    expect((await readFolder(folder)).samples.slice(-20)).toEqual(samples.slice(10));
    expect(notices).toEqual([expect.stringMatching(/ is left alone: /)]);
  });

  it('is not removed, and takes none of the room that segments have', async () => {
    const folder = temporaryFolder();
    const foreign = join(folder, 'iotop-20000101T000000.000Z.ndjson.gz');
    writeFileSync(foreign, 'x'.repeat(100_000));
    const all = takeSamples(150);
    await record(folder, all, { maxSize: bytes(40_000) });
    expect(readFileSync(foreign).length).toBe(100_000);
    expect((await readFolder(folder)).samples.length).toBeGreaterThan(25);
  });

  it('is named by who reads the folder, and can be read by itself', async () => {
    const folder = temporaryFolder();
    await record(folder, samples.slice(0, 10));
    const path = await firstPath(folder);
    writeFileSync(path, gzipSync(gunzipSync(readFileSync(path))));
    await record(folder, samples.slice(10));
    const { samples: read, damage } = await readFolder(folder);
    expect(read).toEqual(samples.slice(10));
    expect(damage).toEqual([
      { kind: 'foreign', text: expect.stringMatching(`^${basename(path)}: no recording`) },
    ]);
    const alone = await runCommand(runVerify, [path]);
    expect(alone).toMatchObject({ code: 0, out: `${path}: 10 samples, no blocks: whole\n` });
  });

  it('is no damage to who verifies the folder', async () => {
    const folder = temporaryFolder();
    await record(folder, samples);
    for (const name of ['iotop-20000101T000000.000Z.ndjson.gz', 'a copy.gz', 'notes'])
      writeFileSync(join(folder, name), 'precious notes\n');
    const { code, out } = await runCommand(runVerify, [folder]);
    expect(code).toBe(0);
    expect(out).toMatch(/^iotop-20000101\S+: no recording, left alone; .*\n.*: whole\n/);
    expect(out).toMatch(/1 segment, 30 samples: nothing is damaged\n$/);
    expect((await runCommand(runCompact, [folder])).code).toBe(0);
  });

  it('is no recording where it is a pipe, and nobody waits', async () => {
    const folder = temporaryFolder();
    const pipe = join(folder, 'iotop-20000101T000000.000Z.ndjson.gz');
    makeSilentPipe(pipe);
    expect(() => openSegment(pipe)).toThrow(`${pipe} is not a regular file`);
    expect(rightsToRead(folder)[0].suffice?.()).toBe(true);
    await record(folder, samples);
    expect((await readFolder(folder)).samples).toEqual(samples);
  });

  it('is damage where it was a segment: of one block, a bit of its beginning flipped', async () => {
    for (const at of [0, 5, 12, 20, 55]) {
      const folder = temporaryFolder();
      await record(folder, samples.slice(0, 5));
      const path = await firstPath(folder);
      const flipped = readFileSync(path);
      flipped[at] = (flipped[at] as number) ^ 4;
      writeFileSync(path, flipped);
      expect(await runCommand(runVerify, [folder])).toMatchObject({
        code: 1,
        out: expect.stringMatching(/: bytes 0 to \d+: not a block\n/),
      });
    }
  });

  it('does not keep a segment from being verified alone', async () => {
    const folder = temporaryFolder();
    await record(folder, samples);
    const { code, out } = await runCommand(runVerify, [await firstPath(folder)]);
    expect(code).toBe(0);
    expect(out).toContain('1 segment, 30 samples: nothing is damaged');
  });

  it('keeps no name from a segment', async () => {
    const folder = temporaryFolder();
    await record(folder, samples.slice(0, 10));
    const path = await firstPath(folder);
    writeFileSync(path, 'notes');
    await record(folder, samples.slice(0, 10));
    expect((await readFolder(folder)).samples).toEqual(samples.slice(0, 10));
    expect(readdirSync(folder).filter((name) => name.endsWith('.gz'))).toHaveLength(2);
  });
});

describe('a segment that others take away while it is written', () => {
  const TAKE: readonly (readonly [string, (path: string) => void])[] = [
    ['removed', (path) => unlinkSync(path)],
    ['renamed', (path) => renameSync(path, `${path}.1`)],
    ['made anew', (path) => [unlinkSync(path), writeFileSync(path, '')]],
    ['emptied', (path) => truncateSync(path, 0)],
    ['written into', (path) => appendFileSync(path, 'notes')],
  ];

  it.each(TAKE)('%s: the next block begins a new one, and it is said', async (_, take) => {
    const folder = temporaryFolder();
    const notices: string[] = [];
    const writer = await RecordingWriter.open(folder, { onNotice: (line) => notices.push(line) });
    for (const sample of samples.slice(0, 12)) writer.append(sample);
    await writer.settled();
    take(await firstPath(folder));
    for (const sample of samples.slice(12)) writer.append(sample);
    expect(await writer.close()).toBe(true);
    expect(notices).toEqual([
      expect.stringMatching(/ was removed, renamed or changed while it was written; going on /),
    ]);
    expect((await readFolder(folder)).samples.slice(-18)).toEqual(samples.slice(12));
  });

  it('with its folder: that is made again, and the lock with it', async () => {
    const folder = join(temporaryFolder(), 'log');
    const notices: string[] = [];
    const writer = await RecordingWriter.open(folder, { onNotice: (line) => notices.push(line) });
    for (const sample of samples.slice(0, 12)) writer.append(sample);
    await writer.settled();
    rmSync(folder, { recursive: true });
    for (const sample of samples.slice(12, 18)) writer.append(sample);
    await writer.settled();
    await expect(RecordingWriter.open(folder)).rejects.toThrow(/another iotop is recording/);
    await writer.close();
    expect((await readFolder(folder)).samples).toEqual(samples.slice(12, 18));
  });

  it('for good: who closes it hears that the last it took is lost', async () => {
    const folder = temporaryFolder();
    const notices: string[] = [];
    const writer = await RecordingWriter.open(folder, { onNotice: (line) => notices.push(line) });
    for (const sample of samples.slice(0, 12)) writer.append(sample);
    await writer.flush();
    unlinkSync(await firstPath(folder));
    expect(await writer.close()).toBe(false);
    expect(notices).toEqual([
      expect.stringMatching(/ was removed, renamed or changed while it was written; going on /),
    ]);
  });

  it('as is a disk that took nothing', async () => {
    const folder = temporaryFolder();
    const writer = await RecordingWriter.open(folder);
    chmodSync(folder, 0o777);
    for (const sample of samples.slice(0, 12)) writer.append(sample);
    expect(await writer.close()).toBe(false);
  });
});
