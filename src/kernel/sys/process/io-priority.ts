/** A task's I/O priority: read as the kernel would schedule it, and set. Source: ioprio_get(2), block/ioprio.c. */
import { errnoName } from '../errno.ts';
import * as libc from '../libc.ts';

/** Which, in spite of its name, is one thread. */
const WHO_PROCESS = 1;
const PRIO_PROCESS = 0;
/** The class is above this bit, the level below; class 0 is none. */
const IO_PRIORITY_CLASS_SHIFT = 13;
const CLASS = { realTime: 1, bestEffort: 2, idle: 3 } as const;
/** Scheduling policies whose tasks are real-time to the disk too: SCHED_FIFO, SCHED_RR. */
const REAL_TIME_POLICIES = [1, 2];
const SCHED_IDLE = 5;

/**
 * Class and level as ioprio_get(2) packs them; where the class is none, what the nice value and the policy make of it.
 * @returns undefined when the task is gone
 */
export const resolvedIoPriority = (tid: number): number | undefined => {
  const value = libc.ioprioGet(WHO_PROCESS, tid);
  if (value < 0) return undefined;
  return value >> IO_PRIORITY_CLASS_SHIFT === 0 ? derivedPriority(tid) : value;
};

const derivedPriority = (tid: number): number | undefined => {
  const nice = libc.getpriority(PRIO_PROCESS, tid);
  if (nice === -1 && libc.errno() !== 0) return undefined;
  const policy = libc.schedGetscheduler(tid);
  if (policy < 0) return undefined;
  const level = (nice + 20) / 5;
  return (classOf(policy) << IO_PRIORITY_CLASS_SHIFT) | Math.floor(level);
};

const classOf = (policy: number): number => {
  if (REAL_TIME_POLICIES.includes(policy)) return CLASS.realTime;
  return policy === SCHED_IDLE ? CLASS.idle : CLASS.bestEffort;
};

/** @returns 'done', or the errno's name */
export const setIoPriority = (tid: number, priority: number): string =>
  libc.ioprioSet(WHO_PROCESS, tid, priority) === -1 ? errnoName(libc.errno()) : 'done';
