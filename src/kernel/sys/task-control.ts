/** ioprio_set(2) and a task's start. */
import { kernelBootTime } from './clock.ts';
import { errnoName } from './errno.ts';
import { errno, ioprioSet } from './libc.ts';
import { readTaskStat } from './task-stat-file.ts';

const IOPRIO_WHO_PROCESS = 1; // which, in spite of its name, is one thread

/** @returns 'done', or the errno's name */
export const setIoPriorityOf = (tid: number, priority: number): string =>
  ioprioSet(IOPRIO_WHO_PROCESS, tid, priority) === -1 ? errnoName(errno()) : 'done';

/** Boot clock, ns, to 10 ms; undefined when there is no such task. */
export const startOf = (tid: number): number | undefined => {
  const stat = readTaskStat(tid);
  return stat && kernelBootTime(stat.starttime);
};
