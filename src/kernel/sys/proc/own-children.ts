/** What any process may do and read about its own descendants. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Bytes } from '../../../lib/units.ts';
import { decodeTaskIo, type TaskIo } from '../../abi/proc/task-io.ts';
import { ZOMBIE } from '../../abi/proc/task-stat.ts';
import { prctl, waitpid } from '../libc.ts';
import { readTaskStat } from './task-files.ts';

const PR_SET_CHILD_SUBREAPER = 36;
const WNOHANG = 1;

/** From now on descendants whose parent ends become our children, not init's. @returns whether the kernel can (Linux 3.4) */
export const adoptOrphans = (): boolean => prctl(PR_SET_CHILD_SUBREAPER, 1) === 0;

/** Waits for a child that has ended, which adds its I/O to ours. Does nothing for one that lives. */
export const reap = (pid: number): void => {
  waitpid(pid, WNOHANG);
};

export type ProcessParent = {
  readonly parent: number;
  /** It ended, and its parent has not waited for it. */
  readonly isZombie: boolean;
};

/** The parent of every process that we can see. */
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
 * The I/O of our children that ended and were waited for, and of theirs: our own file /proc/self/io less our living threads. (Ended
 * threads of ours would count too, but Node ends none.)
 */
export const reapedIo = (): ReapedIo => {
  const rest = { ...decodeTaskIo(readFileSync('/proc/self/io')) };
  for (const tid of readdirSync('/proc/self/task')) {
    const own = decodeTaskIo(readFileSync(`/proc/self/task/${tid}/io`));
    for (const field of MOVED) rest[field] = (rest[field] - own[field]) as Bytes;
  }
  return rest;
};

const MOVED = ['readBytes', 'writeBytes', 'cancelledWriteBytes'] as const;

export type ReapedIo = Pick<TaskIo, (typeof MOVED)[number]>;
