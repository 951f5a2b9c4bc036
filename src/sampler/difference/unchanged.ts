/**
 * Which rows of a pass must be looked at: all but those of tasks that did nothing.
 *
 * Most tasks of most machines sleep, so these loops are what a pass costs. Where the engine knows which tasks ran, only those are compared. One loop a column, over typed
 * arrays, without calls or rare branches: V8 optimises each within a millisecond and never deoptimises it. One loop that also judged each
 * row cost some 15 ms of compilation, five times in the first minute.
 */

import { findRow } from '../table/identity.ts';
import type { SnapshotView } from '../table/snapshot.ts';
import type { EndedTasks } from './ended-tasks.ts';
import type { DifferenceInput } from './inputs.ts';

export type ChangedRows = {
  /** By row of `next`: the row of `previous` with the same tid, or -1. */
  readonly rowsBefore: Int32Array;
  /** By row of `next`. 0: the task is in `previous`, did nothing, does not wait, and no task of its id ended. 1: anything else. */
  readonly marks: Uint8Array;
  /** Rows of `previous` whose tid is not in `next`. */
  readonly gone: readonly number[];
};

export const changedRows = (input: DifferenceInput, ended: EndedTasks): ChangedRows => {
  const { previous, next, activity } = input;
  const rowsBefore = new Int32Array(next.count);
  const marks = new Uint8Array(next.count);
  const stayed = new Uint8Array(previous.count);
  const changed = next.changedSince?.pass === previous ? next.changedSince : undefined;
  alignRows(rowsBefore, stayed, previous.columns.tid, next.columns.tid, changed?.aligned ?? 0);
  const rows = changed?.rows ?? allRows(next.count);
  markOthers(marks, rows, rowsBefore, previous.columns.startedAt, next.columns.startedAt);
  // After exec by a thread: another task under the same id and start.
  markRisen(marks, rows, rowsBefore, previous.columns.address, next.columns.address);
  for (const name of activity) {
    markRisen(marks, rows, rowsBefore, previous.columns[name], next.columns[name]);
  }
  markWaiting(marks, rows, next.columns.waitingSince);
  markEnded(marks, next, ended);
  markEnded(marks, next, input.endedBefore);
  return { rowsBefore, marks, gone: rowsMarked(stayed, 0) };
};

/** Rows with a mark that few have. */
export const rowsMarked = (marks: Uint8Array, mark: 0 | 1): readonly number[] => {
  const rows: number[] = [];
  for (let row = marks.indexOf(mark); row >= 0; row = marks.indexOf(mark, row + 1)) rows.push(row);
  return rows;
};

/** Rows marked 0, which most have. */
export const unmarkedRows = (
  marks: Uint8Array,
): { readonly rows: Int32Array; readonly count: number } => {
  const rows = new Int32Array(marks.length);
  let count = 0;
  for (let row = 0; row < marks.length; row++) {
    rows[count] = row;
    count += 1 - (marks[row] as number);
  }
  return { rows, count };
};

/** 0, 1, 2 … `count` - 1. */
const allRows = (count: number): Int32Array => {
  if (every.length < count) every = Int32Array.from({ length: count * 2 }, (_, row) => row);
  return every.subarray(0, count);
};

/** Made once, for it is as long as the list of tasks. */
let every = new Int32Array(0);

/** A merge of two sorted lists of ids; the first `aligned` are equal. `stayed` gets a 1 for each row of `before` that is in `now`. */
const alignRows = (
  rowsBefore: Int32Array,
  stayed: Uint8Array,
  before: ArrayLike<number>,
  now: ArrayLike<number>,
  aligned: number,
): void => {
  const end = stayed.length;
  rowsBefore.set(allRows(aligned));
  stayed.fill(1, 0, aligned);
  let at = aligned;
  for (let row = aligned; row < rowsBefore.length; row++) {
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
  rows: Int32Array,
  rowsBefore: Int32Array,
  before: ArrayLike<number>,
  now: ArrayLike<number>,
): void => {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const at = rowsBefore[row] as number;
    marks[row] = at >= 0 && before[at] === now[row] ? 0 : 1;
  }
};

/** A counter that fell is marked too, for it is reported as unknown. NaN, which is unknown, neither rises nor falls. */
const markRisen = (
  marks: Uint8Array,
  rows: Int32Array,
  rowsBefore: Int32Array,
  before: ArrayLike<number>,
  now: ArrayLike<number>,
): void => {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const at = rowsBefore[row] as number;
    if (at < 0) continue;
    const from = before[at] as number;
    const to = now[row] as number;
    marks[row] = to > from || to < from ? 1 : (marks[row] as number);
  }
};

/** NaN means no wait, and is not above zero. */
const markWaiting = (
  marks: Uint8Array,
  rows: Int32Array,
  waitingSince: ArrayLike<number>,
): void => {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    marks[row] = (waitingSince[row] as number) >= 0 ? 1 : (marks[row] as number);
  }
};

const markEnded = (marks: Uint8Array, next: SnapshotView, ended: EndedTasks): void => {
  for (const tid of ended.keys()) {
    const row = findRow(next, tid);
    if (row >= 0) marks[row] = 1;
  }
};
