/** What is done to a task: ioprio_set(2), signals, and what tells that it still is the one meant. */
import { type Nanoseconds, nanoseconds } from '../../../lib/units.ts';
import { kernelBootTime } from '../clock.ts';
import { errnoName } from '../errno.ts';
import { close, errno, ioprioSet, pidfdOpen, pidfdSendSignal } from '../libc.ts';
import { readTaskStat } from '../proc/task-stat-file.ts';

const IOPRIO_WHO_PROCESS = 1; // which, in spite of its name, is one thread

/** @returns 'done', or the errno's name */
export const setIoPriorityOf = (tid: number, priority: number): string =>
  ioprioSet(IOPRIO_WHO_PROCESS, tid, priority) === -1 ? errnoName(errno()) : 'done';

export type LivingTask = {
  /** Boot clock, to 10 ms. */
  readonly startedAt: Nanoseconds;
  readonly kernelThread: boolean;
};

/** undefined when there is no such task, or it is hidden from us. */
export const livingTask = (tid: number): LivingTask | undefined => {
  const stat = readTaskStat(tid);
  return (
    stat && {
      startedAt: nanoseconds(kernelBootTime(stat.starttime)),
      kernelThread: stat.kernelThread,
    }
  );
};

/** A process that can be sent a signal. */
export type HeldProcess = {
  /** @returns 'done', or the errno's name: ESRCH when the process held has ended, whoever has its number now */
  signal(signal: number): string;
  close(): void;
};

/**
 * Holds a process by a descriptor, which goes on meaning it when its number passes to another: what is looked at afterwards is it.
 * Where the kernel has none (before Linux 5.3, some sandboxes) it is held by its number alone.
 * @returns or the errno's name: ESRCH when there is none
 */
export const holdProcess = (pid: number): HeldProcess | string => {
  const pidfd = pidfdOpen(pid);
  if (pidfd >= 0) {
    return {
      signal: (signal) => (pidfdSendSignal(pidfd, signal) === -1 ? errnoName(errno()) : 'done'),
      close: () => void close(pidfd),
    };
  }
  const code = errnoName(errno());
  return code === 'ENOSYS' || code === 'EPERM' ? heldByNumber(pid) : code;
};

const heldByNumber = (pid: number): HeldProcess => ({
  signal: (signal) => {
    try {
      process.kill(pid, signal);
      return 'done';
    } catch (thrown) {
      return (thrown as NodeJS.ErrnoException).code ?? String(thrown);
    }
  },
  close: () => undefined,
});
