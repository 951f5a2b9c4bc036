/** File systems of their own, for laws that must hold whatever lies between a task and the disk. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Need } from '../test-run/requires.ts';
import { until } from '../test-run/until.ts';
import { emptyLoopDevice, run } from './loop-device.ts';

/** What each needs: of the kernel, and the package that makes one. */
export const FILE_SYSTEMS = {
  ext4: ['root', 'util-linux', 'ext4', 'e2fsprogs'],
  xfs: ['root', 'util-linux', 'xfs', 'xfsprogs'],
  btrfs: ['root', 'util-linux', 'btrfs', 'btrfs-progs'],
  overlay: ['root', 'util-linux', 'overlay', 'ext4', 'e2fsprogs'],
  fuse: ['root', 'util-linux', 'fuse', 'e2fsprogs', 'fuse2fs'],
} as const satisfies Readonly<Record<string, readonly Need[]>>;

export type FileSystemName = keyof typeof FILE_SYSTEMS;

export type FileSystem = {
  /** Where loads may work. */
  readonly folder: string;
  /** Bytes its loop device has moved since it was made, by the device's own counters. */
  readonly moved: () => { readonly read: number; readonly write: number };
  /** The name of its loop device below /dev. */
  readonly device: string;
  /** The process that works in the writers' stead; only FUSE has one. */
  readonly daemon?: number;
  /** Undoes everything. */
  readonly remove: () => Promise<void>;
};

/** Those that lie on a device as they are; the others lie on ext4. */
const MADE_AS = {
  ext4: 'ext4',
  xfs: 'xfs',
  btrfs: 'btrfs',
  overlay: 'ext4',
  fuse: 'ext4',
} as const satisfies Readonly<Record<FileSystemName, string>>;

/** mkfs.xfs makes none that is smaller. */
const MEBIBYTES = 320;

export const makeFileSystem = async (
  name: FileSystemName,
  mebibytes = MEBIBYTES,
): Promise<FileSystem> => {
  const undo: (() => unknown)[] = [];
  const remove = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const { path: device, remove: removeDevice } = emptyLoopDevice(mebibytes);
    undo.push(removeDevice);
    const moved: FileSystem['moved'] = () => movedBy(device);
    const mount = mkdtempSync(join(tmpdir(), 'iotop-mount-'));
    undo.push(() => rmSync(mount, { recursive: true }));
    // Else the kernel goes on making it behind our back.
    const whole = MADE_AS[name] === 'ext4' ? ['-E', 'lazy_itable_init=0,lazy_journal_init=0'] : [];
    run(`mkfs.${MADE_AS[name]}`, '-q', ...whole, device);
    if (name === 'fuse') {
      const daemon = await startDaemon(device, mount, undo);
      return { folder: mount, moved, device: basename(device), daemon, remove };
    }
    run('mount', device, mount);
    undo.push(() => unmount(mount));
    if (name !== 'overlay') return { folder: mount, moved, device: basename(device), remove };
    const folder = layOver(mount);
    undo.push(() => unmount(folder));
    return { folder, moved, device: basename(device), remove };
  } catch (thrown) {
    await remove();
    throw thrown;
  }
};

/** The kernel lets go of an io_uring's files a moment after its process has ended. */
const unmount = (mount: string): Promise<void> => {
  let problem: unknown;
  const isDone = (): boolean => {
    try {
      run('umount', mount);
      return true;
    } catch (thrown) {
      problem = thrown;
      return false;
    }
  };
  return until(isDone).catch(() => {
    throw problem;
  });
};

/** A file system over two folders of the one at `mount`. */
const layOver = (mount: string): string => {
  const at = (name: string): string => join(mount, name);
  for (const name of ['lower', 'upper', 'work', 'merged']) mkdirSync(at(name));
  const layers = `lowerdir=${at('lower')},upperdir=${at('upper')},workdir=${at('work')}`;
  run('mount', '-t', 'overlay', '-o', layers, 'overlay', at('merged'));
  return at('merged');
};

/** In the foreground: its process is known, and when it has ended it has let go of the device. */
const startDaemon = async (
  device: string,
  mount: string,
  undo: (() => unknown)[],
): Promise<number> => {
  const child = spawn('fuse2fs', ['-f', device, mount], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const isMounted = (): boolean => readFileSync('/proc/self/mounts', 'utf8').includes(` ${mount} `);
  undo.push(async () => {
    if (isMounted()) run('umount', mount);
    else child.kill('SIGKILL');
    await ended;
  });
  await until(() => isMounted() || child.exitCode !== null);
  if (!isMounted()) throw new Error(`fuse2fs ended with ${child.exitCode} before it had mounted`);
  // Answered only when the daemon has begun, which is a write.
  statSync(mount);
  return child.pid ?? 0;
};

/** Documentation/block/stat.rst: the third figure and the seventh are sectors of 512 bytes. */
const movedBy = (device: string): ReturnType<FileSystem['moved']> => {
  const stat = readFileSync(`/sys/block/${basename(device)}/stat`, 'latin1')
    .trim()
    .split(/\s+/);
  return { read: Number(stat[2]) * 512, write: Number(stat[6]) * 512 };
};
