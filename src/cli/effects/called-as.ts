/** What a user types to start this iotop once more, `sudo` before it or not. */
import { realpathSync } from 'node:fs';
import { basename, relative } from 'node:path';

export type CalledBy = {
  /** As Node has it: the path of the script; of the one file its name as it was typed. */
  readonly script: string;
  /** What runs it: Node, or the one file itself. */
  readonly executable: string;
  readonly folder: string;
  /** @returns undefined: there is no such file */
  readonly realPath: (path: string) => string | undefined;
};

/**
 * `iotop` where sudo finds this one by that name, else its path, behind `node` where that finds Node.
 *
 * Source: secure_path of Debian's /etc/sudoers; what is elsewhere sudo does not find, whatever the user's own PATH.
 */
export const calledAs = (by: CalledBy): string => {
  const { script, executable } = by;
  if (!/^node/.test(basename(executable))) return shortest(executable, by);
  const short = shortest(script, by);
  return short.includes('/') ? `${shortest(executable, by)} ${short}` : short;
};

const FOLDERS_OF_SUDO = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin'];

const shortest = (path: string, { folder, realPath }: CalledBy): string => {
  const name = basename(path);
  const found = FOLDERS_OF_SUDO.map((each) => realPath(`${each}/${name}`)).find(Boolean);
  if (found !== undefined && found === realPath(path)) return name;
  const below = relative(folder, path);
  if (below.startsWith('..')) return quoted(path);
  return quoted(below.includes('/') ? below : `./${below}`);
};

/** For a shell, where it must be. */
const quoted = (path: string): string =>
  /^[\w./@%+:,=-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;

/** Of this process. */
export const calledAsHere = (): string =>
  calledAs({
    script: process.argv[1] ?? 'iotop',
    executable: process.execPath,
    folder: folderHere(),
    realPath,
  });

const realPath = (path: string): string | undefined => {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
};

/** One that is gone holds nothing. */
const folderHere = (): string => {
  try {
    return process.cwd();
  } catch {
    return '/nowhere';
  }
};
