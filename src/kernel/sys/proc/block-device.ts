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
  /** It sits on other devices (md, dm, bcache), which move what it moves. */
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

/** The inode of the directory itself: sysfs has a new one for each device object. */
const inodeOf = (path: string): number | undefined =>
  statSync(path, { throwIfNoEntry: false })?.ino;

const hasEntries = (folder: string): boolean => {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false; // no such folder: nothing lies beneath
  }
};
