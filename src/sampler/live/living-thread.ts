/**
 * A thread by which a process lives on after its leader: the leader stays in the list, a zombie without a command line, until the last
 * of its threads has ended. Source: delay_group_leader in include/linux/sched/signal.h.
 */
import { findRow } from '../../sample/task-row.ts';
import type { EndedTasks } from '../difference/ended-tasks.ts';
import type { Snapshot } from '../table/snapshot.ts';

/**
 * @param ended those that ended in the interval: they may be listed still
 * @returns its tid; undefined: the leader is gone, or has no other thread
 */
export const livingThreadOf = (
  now: Snapshot,
  tgid: number,
  ended?: EndedTasks,
): number | undefined => {
  const leader = findRow(now, tgid);
  if (leader < 0) return undefined;
  const { count, columns } = now;
  // Threads have higher ids than their leader, until ids begin anew.
  for (let step = 1; step < count; step++) {
    const row = (leader + step) % count;
    const tid = columns.tid[row] as number;
    if (columns.tgid[row] === tgid && ended?.has(tid) !== true) return tid;
  }
  return undefined;
};
