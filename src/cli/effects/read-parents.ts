/** The parents of processes, for the column PPID and the tree of processes. */
import { readTaskStat } from '../../kernel/sys/proc/task-files.ts';

/** Of these and of theirs, by process id; 0: none, gone, or hidden from us. @param parentOf looks one up */
export const readParents = (
  pids: readonly number[],
  parentOf: (pid: number) => number | undefined = (pid) => readTaskStat(pid)?.ppid,
): ReadonlyMap<number, number> => {
  const parents = new Map<number, number>();
  for (const asked of pids) {
    for (let pid = asked; pid > 0 && !parents.has(pid); pid = parents.get(pid) as number)
      parents.set(pid, parentOf(pid) ?? 0);
  }
  return parents;
};
