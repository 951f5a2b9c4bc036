/** A power cut: what a disk holds at a moment, without what the kernel had not written back. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, ftruncateSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { RecordingWriter } from '../../src/record/write/writer.ts';
import { readFolder, record } from '../support/recordings/recordings.ts';
import { takeSamples } from '../support/samples/realistic-load.ts';
import { describeWith } from '../support/test-run/requires.ts';
import { temporaryFolder } from '../support/test-run/temporary-folder.ts';

/** @returns where it is mounted until the test ends */
const mounted = (image: string): string => {
  const folder = `${image}.mount`;
  mkdirSync(folder);
  execFileSync('mount', ['-o', 'loop', image, folder]);
  onTestFinished(() => {
    execFileSync('umount', [folder]);
  });
  return join(folder, 'log');
};

describeWith(['root', 'util-linux', 'e2fsprogs', 'ext4'], 'a power cut', () => {
  it.each([0, 6, 30])(
    'after %d samples costs what the disk had not confirmed, and the next recorder starts',
    async (taken) => {
      const home = temporaryFolder();
      const [before, after] = [join(home, 'before'), join(home, 'after')];
      ftruncateSync(openSync(before, 'w'), 32 << 20);
      execFileSync('mkfs.ext4', ['-q', before]);
      const samples = takeSamples(40);
      const folder = mounted(before);
      const writer = await RecordingWriter.open(folder, { sync: 'block' });
      for (const sample of samples.slice(0, taken)) {
        writer.append(sample);
        await writer.settled();
      }
      copyFileSync(before, after);
      await writer.close();

      const left = mounted(after);
      expect(readFileSync(join(left, '.lock'), 'latin1')).toMatch(/^[0-9a-f]{32}$/);
      await record(left, samples.slice(30));
      const { samples: read, damage } = await readFolder(left);
      expect(damage).toEqual([]);
      const whole = taken - (taken % 6);
      expect(read).toEqual([...samples.slice(0, whole), ...samples.slice(30)]);
    },
  );
});
