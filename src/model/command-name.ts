/** By what name tasks are added up, over processes and intervals. */
import type { TaskEntry } from '../sample/sample.ts';
import { withoutWork } from '../sample/worker-name.ts';
import { NO_SUCH_PROCESS } from './command-text.ts';

/**
 * The name of the process; of a kernel's worker without its work. A worker's name says what it did at the end of an interval,
 * its bytes are those of the whole interval: so they count for the worker.
 */
export const commandNameOf = (entry: TaskEntry): string => {
  const name = processNameOf(entry);
  return entry.kernelThread ? withoutWork(name) : name;
};

/** The name of the process's leader. A thread's own name is its process's only where the leader is known and has no other. */
export const processNameOf = ({
  tid,
  tgid = tid,
  comm,
  processComm,
  processStartedAt,
}: TaskEntry): string =>
  processComm ?? (tid === tgid || processStartedAt !== undefined ? comm : NO_SUCH_PROCESS);
