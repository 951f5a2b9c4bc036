/**
 * What a run of the tests leaves on the machine: a snapshot before, another after, and what is only in the second.
 *
 * Only what must be ours counts, for other programs work meanwhile: everything in the run's own folder, what hangs on it (loop devices,
 * mounts, swap, processes), and names in the root folder and at home. What else a run could leave, such as a switch of the kernel, a
 * machine of its own shows (test/fresh/run).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { place } from './place.ts';

/** In words, one for each thing. */
export type Snapshot = ReadonlySet<string>;

export const takeSnapshot = (): Snapshot => {
  const { temporary } = place();
  const hangsOnUs = (line: string): boolean => line.includes(temporary);
  return new Set([
    ...['/', homedir(), temporary].flatMap(namesIn),
    ...loopDevices().filter(hangsOnUs),
    ...linesOf('/proc/self/mounts').filter(hangsOnUs),
    ...linesOf('/proc/swaps').filter(hangsOnUs),
    ...orphans(),
  ]);
};

/** What the second has and the first had not. */
export const leftBehind = (before: Snapshot, after: Snapshot): readonly string[] =>
  [...after].filter((thing) => !before.has(thing));

/** npm's and Node's own. */
const NOT_OURS = new Set(['.npm', '.cache', '.node_repl_history']);

const namesIn = (folder: string): readonly string[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => !NOT_OURS.has(name))
    .map((name) => join(folder, name));

const linesOf = (file: string): readonly string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];

const loopDevices = (): readonly string[] =>
  namesIn('/sys/block').flatMap((device) => linesOf(join(device, 'loop/backing_file')));

/** Processes that the tests started, told by their environment, whose parents are gone. */
const orphans = (): readonly string[] => {
  const mark = `TMPDIR=${place().temporary}\0`;
  const ours = new Set(
    readdirSync('/proc').filter((pid) => textOf(`/proc/${pid}/environ`).includes(mark)),
  );
  // vitest's main process had its environment before there was a mark.
  const families = new Set([...ours, `${process.pid}`, `${process.ppid}`]);
  return [...ours]
    .filter((pid) => !families.has(parentOf(pid)))
    .map((pid) => `process ${pid}: ${textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`);
};

const parentOf = (pid: string): string => {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? '';
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // gone, or not ours
  }
};
