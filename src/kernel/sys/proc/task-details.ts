/** What /proc says about one task, for the page of its details. If the task ends meanwhile, what was read stays. */

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { defined } from '../../../lib/defined.ts';
import { decodeText } from '../../../lib/text.ts';
import { type MountPoint, mountPointsOf } from '../../abi/proc/mount-info.ts';
import {
  filePositionOf,
  isDirectoryOpen,
  mountIdOf,
  waitChannelOf,
} from '../../abi/proc/small-files.ts';
import { readTaskStat } from './task-files.ts';

type OpenFileEntry = {
  readonly descriptor: number;
  readonly path: string;
  /** Bytes; absent where a position means nothing, or could not be read. */
  readonly position?: number;
  readonly isDirectory?: true;
  /** Absent where it is on none, or could not be read. */
  readonly mount?: MountPoint;
};

/** The value read, or the name of the errno. */
export type Readout<T> = { readonly value: T } | { readonly code: string };

/** The value read, or `otherwise`. */
export const valueOr = <T>(otherwise: T, readout: Readout<T>): T =>
  'value' in readout ? readout.value : otherwise;

/** More open files than this are not listed. */
export const MOST_FILES = 500;

/** The arguments, as bytes decoded without loss. */
export const readArguments = (tgid: number): Readout<readonly string[]> =>
  attempt(() => {
    const words = decodeText(readFileSync(`/proc/${tgid}/cmdline`)).split('\0');
    return words.at(-1) === '' ? words.slice(0, -1) : words;
  });

/** What /proc/TID/cgroup says; see small-files.ts. */
export const readCgroups = (tid: number): Readout<string> =>
  attempt(() => decodeText(readFileSync(`/proc/${tid}/cgroup`)));

export const readWorkingDirectory = (tgid: number): Readout<string> =>
  attempt(() => linkTarget(`/proc/${tgid}/cwd`));

export const readThreads = (
  tgid: number,
): Readout<readonly { readonly tid: number; readonly comm: string }[]> =>
  attempt(() =>
    readdirSync(`/proc/${tgid}/task`).map((name) => ({
      tid: Number(name),
      comm: valueOr(
        '',
        attempt(() => decodeText(readFileSync(`/proc/${tgid}/task/${name}/comm`)).trimEnd()),
      ),
    })),
  );

export const readOpenFiles = (tid: number): Readout<readonly OpenFileEntry[]> =>
  attempt(() => {
    const descriptors = readdirSync(`/proc/${tid}/fd`).map(Number);
    const mounts = mountPointsOf(
      valueOr(
        '',
        attempt(() => decodeText(readFileSync(`/proc/${tid}/mountinfo`))),
      ),
    );
    return descriptors
      .sort((a, b) => a - b)
      .slice(0, MOST_FILES)
      .flatMap((descriptor) => readOpenFile(tid, descriptor, mounts));
  });

/** Empty when it was closed meanwhile. The position of a pipe or socket means nothing. */
const readOpenFile = (
  tid: number,
  descriptor: number,
  mounts: ReadonlyMap<number, MountPoint>,
): readonly OpenFileEntry[] => {
  const path = attempt(() => linkTarget(`/proc/${tid}/fd/${descriptor}`));
  if ('code' in path) return [];
  if (!path.value.startsWith('/')) return [{ descriptor, path: path.value }];
  const info = attempt(() => readFileSync(`/proc/${tid}/fdinfo/${descriptor}`, 'latin1'));
  if ('code' in info) return [{ descriptor, path: path.value }];
  const isDirectory = isDirectoryOpen(info.value, process.arch) || undefined;
  const position = isDirectory ? undefined : filePositionOf(info.value);
  const mount = mounts.get(mountIdOf(info.value) ?? -1);
  return [defined({ descriptor, path: path.value, position, isDirectory, mount })];
};

/** Which function of the kernel a task sleeps in; undefined where it does not, or we may not know. */
export const readWaitChannel = (tid: number): string | undefined =>
  waitChannelOf(
    valueOr(
      '',
      attempt(() => readFileSync(`/proc/${tid}/wchan`, 'latin1')),
    ),
  );

/** The parent of a process and its own name; undefined when it is gone, or hidden from us. */
export const readParent = (
  pid: number,
): { readonly ppid: number; readonly name: string } | undefined => {
  const comm = attempt(() => decodeText(readFileSync(`/proc/${pid}/comm`)).trimEnd());
  const stat = readTaskStat(pid);
  return stat === undefined || 'code' in comm ? undefined : { ppid: stat.ppid, name: comm.value };
};

const linkTarget = (path: string): string => decodeText(readlinkSync(path, 'buffer'));

/** @throws what is no system error */
const attempt = <T>(read: () => T): Readout<T> => {
  try {
    return { value: read() };
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === undefined) throw thrown;
    return { code };
  }
};
