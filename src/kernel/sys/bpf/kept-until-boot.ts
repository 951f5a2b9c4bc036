/**
 * What takes a while to find out about the running kernel, kept until the next boot, for the next iotop that starts.
 *
 * In memory, never on a disk, which may be stuck; and only in a folder that nobody but root can write to.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { buildIdOf } from '../../abi/build-id.ts';
import { readBytes } from '../proc/kernel-facts.ts';

/** Of the text of this program; absent: it runs from source, which may change at any time. */
declare const __IOTOP_BUILD__: string | undefined;

/** The first that is in memory. */
const ROOTS = ['/run', '/dev/shm'];
const TMPFS_MAGIC = 0x0102_1994;

/** By whom, on which kernel, something is found out, and where it is kept; undefined: it cannot be, or must not. */
type Keeping = {
  readonly folder: string | undefined;
  readonly build: string | undefined;
  /** Its build id. */
  readonly kernel: string | undefined;
};

type Kept<Facts> = { readonly build: string; readonly kernel: string; readonly facts: Facts };

/** @param findOut facts that JSON can hold, the same for every start on this kernel @param keeping another in tests */
export const keptUntilBoot = <Facts>(
  name: string,
  findOut: () => Facts,
  { folder, build, kernel }: Keeping = keepingHere(),
): Facts => {
  if (build === undefined || kernel === undefined || folder === undefined) return findOut();
  const kept = read<Facts>(folder, name);
  if (kept?.build === build && kept.kernel === kernel) return kept.facts;
  const facts = findOut();
  if (process.geteuid?.() === 0) keep(folder, name, { build, kernel, facts });
  return facts;
};

const keepingHere = (): Keeping => {
  const root = ROOTS.find(isInMemory);
  return {
    folder: root && `${root}/iotop`,
    build: typeof __IOTOP_BUILD__ === 'undefined' ? undefined : __IOTOP_BUILD__,
    kernel: kernelBuild(),
  };
};

const kernelBuild = (): string | undefined => {
  const notes = readBytes('/sys/kernel/notes');
  return notes && attempt(() => buildIdOf(notes));
};

/** A file system in memory. */
export const isInMemory = (root: string): boolean =>
  attempt(() => statfsSync(root).type === TMPFS_MAGIC) ?? false;

/** Undefined: nothing is kept, or somebody else could have written it. */
const read = <Facts>(folder: string, name: string): Kept<Facts> | undefined =>
  attempt(() => {
    if (!isRootsAlone(lstatSync(folder))) return undefined;
    const fd = openSync(`${folder}/${name}`, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      return isRootsAlone(fstatSync(fd)) ? JSON.parse(readFileSync(fd, 'utf8')) : undefined;
    } finally {
      closeSync(fd);
    }
  });

const isRootsAlone = ({ uid, mode }: Stats): boolean =>
  uid === 0 && (mode & OTHERS_WRITE) === 0 && (mode & constants.S_IFMT) !== constants.S_IFLNK;

const OTHERS_WRITE = 0o022;

/** Whole or not at all. When it cannot be, the next start takes as long as this one. */
const keep = (folder: string, name: string, kept: Kept<unknown>): void => {
  if (!isOurs(folder)) return;
  const draft = `${folder}/${name}.${process.pid}`;
  attempt(() => {
    writeFileSync(draft, JSON.stringify(kept), { flag: 'wx', mode: 0o644 });
    renameSync(draft, `${folder}/${name}`);
  });
  attempt(() => rmSync(draft, { force: true }));
};

/** Made if it is not there. */
const isOurs = (folder: string): boolean => {
  attempt(() => mkdirSync(folder, { mode: 0o755 }));
  return attempt(() => isRootsAlone(lstatSync(folder))) ?? false;
};

const attempt = <Result>(act: () => Result): Result | undefined => {
  try {
    return act();
  } catch {
    return undefined;
  }
};
