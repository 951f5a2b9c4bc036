/** Which tasks a view shows. With ids and users both given, a task needs to match one of them, as in iotop 0.1. */
import type { TaskEntry } from '../sample/sample.ts';
import { isActive } from './increase.ts';

export type Selection = {
  /** Task or process ids; empty: no restriction. */
  readonly ids: ReadonlySet<number>;
  /** Real user ids; empty: no restriction. */
  readonly uids: ReadonlySet<number>;
  /** Matched against the id, the comm and the command line. */
  readonly pattern?: RegExp;
};

export const EVERYTHING: Selection = { ids: new Set(), uids: new Set() };

/** Whether nothing is left out. */
export const isEverything = ({ ids, uids, pattern }: Selection): boolean =>
  ids.size === 0 && uids.size === 0 && pattern === undefined;

export const isSelected = (entry: TaskEntry, selection: Selection): boolean => {
  const { ids, uids, pattern } = selection;
  if (ids.size > 0 || uids.size > 0) {
    const byId = ids.has(entry.tid) || (entry.tgid !== undefined && ids.has(entry.tgid));
    const byUser = entry.uid !== undefined && uids.has(entry.uid);
    if (!byId && !byUser) return false;
  }
  return (
    pattern === undefined ||
    pattern.test(String(entry.tid)) ||
    pattern.test(entry.comm) ||
    (entry.command !== undefined && pattern.test(entry.command))
  );
};

/** `--only`: tasks that moved, cancelled or waited, or still wait. */
export const didSomething = (entry: TaskEntry): boolean =>
  isActive(entry) || entry.waitingSince !== undefined;
