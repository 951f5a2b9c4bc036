/** By what name tasks are added up, over processes and intervals. */
import type { TaskEntry } from '../sample/sample.ts';
import { withoutWork } from '../sample/worker-name.ts';

/**
 * The name of the process; of a kernel's worker without its work. A worker's name says what it did at the end of an interval,
 * its bytes are those of the whole interval: so they count for the worker.
 */
export const commandNameOf = ({ comm, processComm = comm, kernelThread }: TaskEntry): string =>
  kernelThread ? withoutWork(processComm) : processComm;
