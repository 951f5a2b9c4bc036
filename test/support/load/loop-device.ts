/** Block devices of our own, on files: direct I/O to them moves exactly the bytes asked for, with no file system adding its own. */
import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type LoopDevice = {
  readonly path: string;
  /** Detaches the device and removes its file. */
  readonly remove: () => void;
};

const MEBIBYTE = 1 << 20;

/** @param folder where its file lies; absent: a folder of its own */
export const loopDevice = (mebibytes: number, folder?: string): LoopDevice =>
  deviceOn((fd) => {
    // Written, not left sparse: reading a hole would not wait for anything.
    const block = new Uint8Array(MEBIBYTE).fill(0xa5);
    for (let i = 0; i < mebibytes; i++) writeSync(fd, block);
  }, folder);

/** A device for a file system, which reads only what it wrote: its file takes no room until then. */
export const emptyLoopDevice = (mebibytes: number): LoopDevice =>
  deviceOn((fd) => ftruncateSync(fd, mebibytes * MEBIBYTE));

const deviceOn = (fill: (fd: number) => void, folder?: string): LoopDevice => {
  const home = folder ?? mkdtempSync(join(tmpdir(), 'iotop-loop-'));
  const file = join(home, 'disk');
  const removeFile = (): void =>
    rmSync(folder === undefined ? home : file, { recursive: true, force: true });
  try {
    const fd = openSync(file, 'w');
    fill(fd);
    closeSync(fd);
    const path = run('losetup', '--find', '--show', '--direct-io=on', file).trim();
    return {
      path,
      remove: () => {
        run('losetup', '--detach', path);
        removeFile();
      },
    };
  } catch (thrown) {
    removeFile();
    throw thrown;
  }
};

/** @returns what the command printed @throws when it failed */
export const run = (command: string, ...options: readonly string[]): string =>
  execFileSync(command, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
