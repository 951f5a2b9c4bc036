/** Facts about a block device from sysfs. A few system calls each: not for every pass. */
import { readdirSync, statSync } from 'node:fs';
import { defined } from '../../../lib/defined.ts';
import { readText } from './kernel-facts.ts';

export type BlockDeviceFacts = {
  /**
   * Tells two devices apart that had the same name one after the other. Not `diskseq`, which also changes when a loop device gets
   * another file or a drive another disc: the counters go on there. Absent: unknown.
   */
  readonly instance?: number;
  /** The devices it sits on (md, dm, bcache), which move what it moves; names as in /proc/diskstats. */
  readonly slaves: readonly string[];
  /** Of a mapped device: its name below /dev/mapper. */
  readonly alias?: string;
  /** Of a loop device: the path of its file, as the kernel knows it. */
  readonly file?: string;
  /** Its own `queue/iostats` is 0: its counters stand still. */
  readonly isUncounted: boolean;
};

/** @param name as /proc/diskstats has it; sysfs writes `!` for `/` */
export const blockDeviceFacts = (name: string, root = '/sys/class/block'): BlockDeviceFacts => {
  const folder = `${root}/${name.replaceAll('/', '!')}`;
  return {
    ...defined({
      instance: inodeOf(folder),
      alias: name.startsWith('dm-') ? lineOf(`${folder}/dm/name`) : undefined,
      file: name.startsWith('loop') ? lineOf(`${folder}/loop/backing_file`) : undefined,
    }),
    slaves: namesIn(`${folder}/slaves`),
    isUncounted: lineOf(`${folder}/queue/iostats`) === '0',
  };
};

/** The inode of the directory itself: sysfs has a new one for each device object. */
const inodeOf = (path: string): number | undefined =>
  statSync(path, { throwIfNoEntry: false })?.ino;

/** Without its line feed; undefined: there is none, as of a device of another kind. */
const lineOf = (path: string): string | undefined => readText(path)?.replace(/\n$/, '');

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
      .map((name) => name.replaceAll('!', '/'))
      .sort();
  } catch {
    return []; // no such folder: nothing lies beneath
  }
};
