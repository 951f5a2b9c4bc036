/**
 * Which rows of a pass must be looked at: all but those of tasks that did nothing.
 *
 * Where every task was read, most of them slept, so these loops are what a pass costs. One loop a column, over typed arrays, without calls or rare
 * branches: V8 optimises each within a millisecond and never deoptimises it. One loop that also judged each row cost some 15 ms of compilation, five times in the first minute.
 */

import { findRow } from '../../sample/task-row.ts';
import { rowsMarked } from '../table/rows.ts';
import type { SnapshotView } from '../table/snapshot.ts';
import type { EndedTasks } from './ended-tasks.ts';
import type { DifferenceInput } from './inputs.ts';

type ChangedRows = {
  /** By row of `next`: the row of `previous` with the same tid, or -1. */
  readonly rowsBefore: Int32Array;
  /** By row of `next`. 0: the task is in `previous`, did nothing, does not wait, is not wanted, and no task of its id ended. 1: anything else. */
  readonly marks: Uint8Array;
  /** Rows of `previous` whose tid is not in `next`. */
  readonly gone: readonly number[];
};

export const changedRows = (input: DifferenceInput, ended: EndedTasks): ChangedRows => {
  const { previous, next, activity } = input;
  const rowsBefore = new Int32Array(next.count);
  const marks = new Uint8Array(next.count);
  const stayed = new Uint8Array(previous.count);
  alignRows(rowsBefore, stayed, previous.columns.tid, next.columns.tid);
  markOthers(marks, rowsBefore, previous.columns.startedAt, next.columns.startedAt);
  // After exec by a thread: another task under the same id and start.
  markRisen(marks, rowsBefore, previous.columns.address, next.columns.address);
  for (const name of activity) {
    markRisen(marks, rowsBefore, previous.columns[name], next.columns[name]);
  }
  markWaiting(marks, next.columns.waitingSince);
  markListed(marks, next, ended);
  markListed(marks, next, input.endedBefore);
  if (input.wanted !== undefined) markListed(marks, next, input.wanted);
  return { rowsBefore, marks, gone: rowsMarked(stayed, 0) };
};

/** A merge of two sorted lists of ids. `stayed` gets a 1 for each row of `before` that is in `now`. */
const alignRows = (
  rowsBefore: Int32Array,
  stayed: Uint8Array,
  before: ArrayLike<number>,
  now: ArrayLike<number>,
): void => {
  const end = stayed.length;
  let at = 0;
  for (let row = 0; row < rowsBefore.length; row++) {
    const tid = now[row] as number;
    while (at < end && (before[at] as number) < tid) at += 1;
    const isKnown = at < end && before[at] === tid;
    rowsBefore[row] = isKnown ? at : -1;
    if (isKnown) stayed[at] = 1;
  }
};

/** Tasks that the pass before has not, by id or by start. */
const markOthers = (
  marks: Uint8Array,
  rowsBefore: Int32Array,
  before: ArrayLike<number>,
  now: ArrayLike<number>,
): void => {
  for (let row = 0; row < marks.length; row++) {
    const at = rowsBefore[row] as number;
    marks[row] = at >= 0 && before[at] === now[row] ? 0 : 1;
  }
};

/** A counter that fell is marked too, for it is reported as unknown. NaN, which is unknown, neither rises nor falls. */
const markRisen = (
  marks: Uint8Array,
  rowsBefore: Int32Array,
  before: ArrayLike<number>,
  now: ArrayLike<number>,
): void => {
  for (let row = 0; row < marks.length; row++) {
    const at = rowsBefore[row] as number;
    if (at < 0) continue;
    const from = before[at] as number;
    const to = now[row] as number;
    marks[row] = to > from || to < from ? 1 : (marks[row] as number);
  }
};

/** NaN means no wait, and is not above zero. */
const markWaiting = (marks: Uint8Array, waitingSince: ArrayLike<number>): void => {
  for (let row = 0; row < marks.length; row++) {
    marks[row] = (waitingSince[row] as number) >= 0 ? 1 : (marks[row] as number);
  }
};

const markListed = (
  marks: Uint8Array,
  next: SnapshotView,
  byId: ReadonlyMap<number, unknown>,
): void => {
  for (const tid of byId.keys()) {
    const row = findRow(next, tid);
    if (row >= 0) marks[row] = 1;
  }
};
