/**
 * Where a run of the tests puts what it makes: one folder with a name nobody can guess, gone when the run is over.
 *
 * vitest's global setup makes it and says in the environment where. Everybody may pass through it, for some tests become another
 * user; nobody else may write there. It lies on a disk: /tmp is often a tmpfs, which knows no direct I/O and whose writes the
 * kernel charges to nobody. Without vitest (a benchmark) it is the system's temporary folder, and the clone's own program.
 */
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

type Place = {
  /** Where single tests make their folders, and remove them. */
  readonly temporary: string;
  /** Compiled loads, kept from one test file to the next. */
  readonly compiled: string;
  /** The program with its packages, and bundled scripts beside it: the clone may lie where only its owner may look. */
  readonly program: string;
  /** Node, likewise. */
  readonly node: string;
};

export const place = (): Place => {
  const folder = process.env[VARIABLE];
  return folder === undefined
    ? { temporary: '/var/tmp', compiled: tmpdir(), program: PROJECT, node: process.execPath }
    : placeIn(folder);
};

/** @returns whether it made one: a run has one, however many projects ask */
export const openPlace = (): boolean => {
  if (process.env[VARIABLE] !== undefined) return false;
  const folder = mkdtempSync('/var/tmp/iotop-tests-');
  const { temporary, compiled, program } = placeIn(folder);
  for (const inside of [temporary, compiled, program]) mkdirSync(inside);
  cpSync(join(PROJECT, 'dist'), join(program, 'dist'), {
    recursive: true,
    filter: (path) => basename(path) !== 'test',
  });
  for (const needed of ['package.json', 'node_modules/koffi', 'node_modules/@koromix']) {
    cpSync(join(PROJECT, needed), join(program, needed), { recursive: true });
  }
  if (!everybodyMayRun(process.execPath)) cpSync(process.execPath, join(folder, 'node'));
  letEverybodyRead(folder);
  process.env[VARIABLE] = folder;
  process.env.TMPDIR = temporary;
  return true;
};

export const removePlace = (): void => {
  const folder = process.env[VARIABLE];
  if (folder === undefined) return;
  rmSync(folder, { recursive: true, force: true });
  delete process.env[VARIABLE];
};

const PROJECT = resolve(import.meta.dirname, '../../..');
const VARIABLE = 'IOTOP_TEST_PLACE';

const placeIn = (folder: string): Place => {
  const copied = join(folder, 'node');
  return {
    temporary: join(folder, 'tmp'),
    compiled: join(folder, 'compiled'),
    program: join(folder, 'program'),
    node: existsSync(copied) ? copied : process.execPath,
  };
};

/** Whether others may run the file and pass each folder on the way to it. */
const everybodyMayRun = (file: string): boolean => {
  const isPassable = (path: string): boolean =>
    (statSync(path).mode & 0o001) !== 0 && (path === '/' || isPassable(dirname(path)));
  return isPassable(file);
};

const letEverybodyRead = (path: string): void => {
  const { mode } = lstatSync(path);
  const isFolder = statSync(path).isDirectory();
  chmodSync(path, isFolder ? 0o755 : (mode & 0o700) | (mode & 0o100 ? 0o055 : 0o044));
  if (!isFolder) return;
  for (const name of readdirSync(path)) letEverybodyRead(join(path, name));
};
