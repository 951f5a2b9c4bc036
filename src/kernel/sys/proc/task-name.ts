/**
 * A task's name as /proc/PID/comm has it: of a kernel thread in full, where all other sources cut it after 15 bytes, and of a
 * worker with what it works on (`kworker/0:1+events`) or worked on last (`kworker/0:1-events`).
 *
 * Source: fs/proc/array.c (proc_task_name), kernel/workqueue.c (wq_worker_comm), kernel/kthread.c (get_kthread_comm).
 * Unlike the command line it needs no memory lock, so reading it never waits for I/O. A worker's takes its pool's lock and the
 * mutex under which workers join and leave pools, for moments only.
 */
import { decodeText } from '../../../lib/text.ts';
import { readSmallFile } from './small-file.ts';

/** Bytes; the kernel's limit is 64 and a line end. */
const LENGTH = 80;

/** @returns undefined when the task is gone, or hidden from us */
export const readTaskName = (tid: number, root = '/proc'): string | undefined => {
  const bytes = new Uint8Array(LENGTH);
  const length = readSmallFile(`${root}/${tid}/comm`, bytes);
  return length <= 0 ? undefined : decodeText(bytes, 0, length - 1);
};
