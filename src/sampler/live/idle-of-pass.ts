/** The tasks that did nothing between two passes, as a sample lends them. */

import type { IdleTasks } from '../../sample/sample.ts';
import { findRow } from '../../sample/task-row.ts';
import { bornFrom } from '../difference/base.ts';
import type { Pass } from '../table/living-tasks.ts';
import type { Snapshot } from '../table/snapshot.ts';

/** What a source knows of them beside the pass. */
type IdleFacts = Pick<IdleTasks, 'still' | 'cgroups'> & {
  readonly startTolerance: number;
  /** Called when somebody asks which they are. */
  readonly looked: () => void;
};

/** @param now every task @param notIdle rows of the pass's `next` */
export const idleOf = (
  now: Snapshot,
  { previous, next, tasks }: Pass,
  notIdle: readonly number[],
  { still, startTolerance, looked, cgroups }: IdleFacts,
): IdleTasks => {
  let rows: Int32Array | undefined;
  return {
    now: { columns: now.columns, count: now.count },
    before: { columns: previous.columns, count: previous.count },
    ...(tasks === 'ran' && { ran: { columns: next.columns, count: next.count } }),
    get rows() {
      if (rows === undefined) {
        looked();
        rows = rowsWithout(now, next, notIdle);
      }
      return rows;
    },
    count: now.count - notIdle.length,
    bornFrom: bornFrom(previous.startedAt, startTolerance),
    still,
    ...(cgroups !== undefined && { cgroups }),
  };
};

/** The rows of `now` whose tasks are not those of some rows of `next`. @param others ascending */
const rowsWithout = (now: Snapshot, next: Snapshot, others: readonly number[]): Int32Array => {
  const rows = new Int32Array(now.count - others.length);
  let from = 0;
  let count = 0;
  for (const other of others) {
    const to = findRow(now, next.columns.tid[other] as number);
    for (; from < to; from++) rows[count++] = from;
    from = to + 1;
  }
  for (; from < now.count; from++) rows[count++] = from;
  return rows;
};
