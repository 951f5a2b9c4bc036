/** Signals to a process, and what tells that a task still is the one meant. */
import { type Nanoseconds, nanoseconds } from '../../../lib/units.ts';
import { kernelBootTime } from '../clock.ts';
import { errnoName } from '../errno.ts';
import { close, errno, pidfdOpen, pidfdSendSignal } from '../libc.ts';
import { readTaskStat } from '../proc/task-files.ts';

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
