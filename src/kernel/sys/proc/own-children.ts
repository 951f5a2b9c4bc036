/** What the kernel lets any process know and do about its own descendants. */
import { readdirSync, readFileSync } from 'node:fs';
import { decodeTaskIo, type TaskIo } from '../../abi/proc/task-io.ts';
import { ZOMBIE } from '../../abi/proc/task-stat.ts';
import { prctl, waitpid } from '../libc.ts';
import { readTaskStat } from './task-stat-file.ts';

const PR_SET_CHILD_SUBREAPER = 36;
const WNOHANG = 1;

/** From now on descendants whose parent ends become our children, not init's. @returns whether the kernel can (Linux 3.4) */
export const adoptOrphans = (): boolean => prctl(PR_SET_CHILD_SUBREAPER, 1) === 0;

/** Takes leave of a child that has ended, which adds its I/O to ours. Harmless for one that has not. */
export const reap = (pid: number): void => {
  waitpid(pid, WNOHANG);
};

export type ProcessParent = {
  readonly parent: number;
  /** Ended, and nobody has asked how. */
  readonly isZombie: boolean;
};

/** Every process of ours and its parent, and everybody else's: hidden ones are left out. */
export const processParents = (): ReadonlyMap<number, ProcessParent> => {
  const parents = new Map<number, ProcessParent>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readTaskStat(Number(name));
    if (stat === undefined) continue;
    parents.set(Number(name), { parent: stat.ppid, isZombie: stat.state === ZOMBIE });
  }
  return parents;
};

/**
 * The I/O of all processes that ended as our children and theirs, as far as they were waited for: what a process's own file holds beyond its
 * living threads. (Threads of ours that ended would count; Node ends none.)
 */
export const reapedIo = (): TaskIo => {
  const rest = { ...decodeTaskIo(readFileSync('/proc/self/io')) };
  for (const tid of readdirSync('/proc/self/task')) {
    const own = decodeTaskIo(readFileSync(`/proc/self/task/${tid}/io`));
    for (const field of FIELDS) (rest as Record<string, number>)[field] = rest[field] - own[field];
  }
  return rest;
};

const FIELDS = [
  'rchar',
  'wchar',
  'syscr',
  'syscw',
  'readBytes',
  'writeBytes',
  'cancelledWriteBytes',
] as const;
