/** By what name tasks are added up, over processes and intervals. */
import type { TaskEntry } from '../sample/sample.ts';

/**
 * The name of the process; of a kernel's worker without its work. A worker's name says what it did at the end of an interval,
 * its bytes are those of the whole interval: so they count for the worker.
 */
export const commandNameOf = ({ comm, processComm = comm, kernelThread }: TaskEntry): string =>
  kernelThread ? withoutWork(processComm) : processComm;

/** `kworker/u8:3+ext4-rsv-conversion` is worker `kworker/u8:3`. Source: kernel/workqueue.c (format_worker_id, wq_worker_comm). */
const withoutWork = (name: string): string =>
  /^(kworker\/u?\d+:\d+\w*)[-+]/.exec(name)?.[1] ?? name;
