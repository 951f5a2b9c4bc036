/** What sysfs says of a block device: a few small look-ups each, so not for every pass. */
import { readdirSync, statSync } from 'node:fs';
import { defined } from '../../../lib/defined.ts';
import { readText } from './kernel-facts.ts';

export type BlockDeviceFacts = {
  /**
   * Differs between two devices that had one name after another. Not `diskseq`: that changes too where a loop device gets
   * another file or a drive another disc, and there the counters go on. Absent: unknown.
   */
  readonly instance?: number;
  /** It sits on others (md, dm, bcache): what it moves, they move. */
  readonly isLayer: boolean;
  /** Its own `queue/iostats` is 0: its counters stand still. */
  readonly isUncounted: boolean;
};

/** @param name as /proc/diskstats has it; sysfs writes `!` for `/` */
export const blockDeviceFacts = (name: string, root = '/sys/class/block'): BlockDeviceFacts => {
  const folder = `${root}/${name.replaceAll('/', '!')}`;
  const instance = inodeOf(folder);
  return {
    ...defined({ instance }),
    isLayer: hasEntries(`${folder}/slaves`),
    isUncounted: readText(`${folder}/queue/iostats`)?.trim() === '0',
  };
};

/** Of the directory itself: the kernel gives each object of its own another. */
const inodeOf = (path: string): number | undefined =>
  statSync(path, { throwIfNoEntry: false })?.ino;

const hasEntries = (folder: string): boolean => {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false; // no such folder: nothing lies beneath
  }
};
