import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runCompact } from '../../src/cli/commands/compact.ts';
import { bytes, milliseconds } from '../../src/lib/units.ts';
import { RecordingWriter } from '../../src/record/write/writer.ts';
import type { Sample } from '../../src/sample/sample.ts';
import { runCommand } from '../support/iotop/command-run.ts';
import { readFolder, record } from '../support/recordings/recordings.ts';
import { takeSamples } from '../support/samples/realistic-load.ts';
import { describeWith } from '../support/test-run/requires.ts';
import { temporaryFolder } from '../support/test-run/temporary-folder.ts';

const DISK = 512 * 1024;

const smallDisk = (): string => {
  const folder = temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=0750`, 'iotop-test', folder]);
  onTestFinished(() => {
    execFileSync('umount', [folder]);
  });
  return folder;
};

const fill = (folder: string): string => {
  const path = join(folder, 'somebody-elses-file');
  let size = DISK;
  while (size > 0) {
    try {
      writeFileSync(path, Buffer.alloc(4096), { flag: 'a' });
      size -= 4096;
    } catch {
      return path;
    }
  }
  return path;
};

const append = async (writer: RecordingWriter, samples: readonly Sample[]): Promise<void> => {
  for (const sample of samples) {
    await writer.settled();
    writer.append(sample);
  }
  await writer.settled();
};

describeWith(['root', 'util-linux'], 'a recorder on a disk that is full', () => {
  it('drops its oldest segments where nothing is to be spared, says so, and records on', async () => {
    const folder = smallDisk();
    const notices: string[] = [];
    const writer = await RecordingWriter.open(folder, {
      segmentSize: bytes(64 * 1024),
      keepLeast: milliseconds(0),
      onNotice: (line) => notices.push(line),
    });
    const samples = takeSamples(900);
    await append(writer, samples);
    await writer.close();
    expect(notices.length).toBeGreaterThan(2);
    for (const notice of notices) {
      expect(notice).toMatch(/^removed the oldest segment .* \(disk full\)$/);
    }
    const { samples: read, damage } = await readFolder(folder);
    expect(damage).toEqual([]);
    expect(read).toEqual(samples.slice(-read.length));
    expect(read.length).toBeGreaterThan(250);
  });

  it('keeps what it cannot write in memory, writes no half block, and goes on when there is room', async () => {
    const folder = smallDisk();
    const notices: string[] = [];
    const writer = await RecordingWriter.open(folder, {
      onNotice: (line) => notices.push(line),
    });
    const samples = takeSamples(300);
    await append(writer, samples.slice(0, 100));
    const filler = fill(folder);
    await append(writer, samples.slice(100, 200));
    expect(notices).toEqual([expect.stringMatching(/^cannot record: .*ENOSPC/)]);
    const meanwhile = await readFolder(folder);
    expect(meanwhile.damage).toEqual([]);
    expect(meanwhile.samples).toEqual(samples.slice(0, meanwhile.samples.length));
    rmSync(filler);
    await append(writer, samples.slice(200));
    await writer.close();
    expect(notices.slice(1)).toEqual(['recording again; 0 samples were lost']);
    expect(await readFolder(folder)).toEqual({ samples, damage: [] });
  });

  it('gives up the oldest samples, and says how many, when memory has no room for them either', async () => {
    const folder = smallDisk();
    const notices: string[] = [];
    const writer = await RecordingWriter.open(folder, {
      backlog: bytes(600_000),
      onNotice: (line) => notices.push(line),
    });
    const samples = takeSamples(120);
    const filler = fill(folder);
    await append(writer, samples.slice(0, 100));
    rmSync(filler);
    await append(writer, samples.slice(100));
    await writer.close();
    const { samples: read } = await readFolder(folder);
    const lost = samples.length - read.length;
    expect(lost).toBeGreaterThan(50);
    expect(read).toEqual(samples.slice(lost));
    expect(notices.at(-1)).toBe(`recording again; ${lost} samples were lost`);
  });

  it('gives up nothing of the last day to somebody who fills it, says so, and goes on when there is room', async () => {
    const folder = smallDisk();
    const notices: string[] = [];
    const day = Array.from({ length: 24 }, (_, hour) =>
      takeSamples(6, { start: Date.UTC(2026, 10, 23, hour) }),
    ).flat();
    const writer = await RecordingWriter.open(folder, { onNotice: (line) => notices.push(line) });
    await append(writer, day);
    const filler = fill(folder);
    const later = takeSamples(60, { start: Date.UTC(2026, 10, 23, 23, 0, 10) });
    await append(writer, later);
    expect(notices).toEqual([
      expect.stringMatching(/^cannot record: .*ENOSPC.*the last 24 h .* not given up/),
    ]);
    rmSync(filler);
    await append(writer, takeSamples(6, { start: Date.UTC(2026, 10, 23, 23, 2) }));
    expect(await writer.close()).toBe(true);
    const { samples, damage } = await readFolder(folder);
    expect(damage).toEqual([]);
    expect(samples).toHaveLength(day.length + 66);
  });

  it('leaves no draft and no harm when it is compacted there', async () => {
    const folder = smallDisk();
    await record(folder, takeSamples(140, { start: Date.UTC(2026, 10, 23, 3, 58) }));
    const filler = fill(folder);
    const before = await readFolder(folder);
    await expect(runCommand(runCompact, [folder, '--every', '2s'])).rejects.toThrow(
      /^cannot compact .*ENOSPC.*; it is as it was$/,
    );
    expect(readdirSync(folder).filter((name) => name.endsWith('.compact'))).toEqual([]);
    rmSync(filler);
    expect(await readFolder(folder)).toEqual(before);
  });
});
