/** What /proc says about one task, for the page of its details. If the task ends meanwhile, what was read stays. */

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { defined } from '../../../lib/defined.ts';
import { decodeText } from '../../../lib/text.ts';
import { filePositionOf } from '../../abi/proc/small-files.ts';

export type OpenFileEntry = {
  readonly descriptor: number;
  readonly path: string;
  /** Bytes; absent where a position means nothing, or could not be read. */
  readonly position?: number;
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

/** What /proc/TID/cgroup says; see small-files.ts. @param root where proc is mounted */
export const readCgroups = (tid: number, root = '/proc'): Readout<string> =>
  attempt(() => decodeText(readFileSync(`${root}/${tid}/cgroup`)));

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
  attempt(() =>
    readdirSync(`/proc/${tid}/fd`)
      .map(Number)
      .sort((a, b) => a - b)
      .slice(0, MOST_FILES)
      .flatMap((descriptor) => readOpenFile(tid, descriptor)),
  );

/** Empty when it was closed meanwhile. The position of a pipe or socket means nothing. */
const readOpenFile = (tid: number, descriptor: number): readonly OpenFileEntry[] => {
  const path = attempt(() => linkTarget(`/proc/${tid}/fd/${descriptor}`));
  if ('code' in path) return [];
  if (!path.value.startsWith('/')) return [{ descriptor, path: path.value }];
  const info = attempt(() => readFileSync(`/proc/${tid}/fdinfo/${descriptor}`, 'latin1'));
  const position = 'value' in info ? filePositionOf(info.value) : undefined;
  return [defined({ descriptor, path: path.value, position })];
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
