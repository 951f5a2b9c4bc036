/**
 * Which tasks of a pass are worth a look: all but those that are as they were.
 *
 * Most tasks of most machines sleep, so this is what a pass costs. Where the kernel told what changed, only that is looked at. It goes column by column in loops over typed arrays that call nothing and
 * meet nothing rare, not even a store: the just-in-time compiler is done with each in a millisecond and does not have to take it back. One loop
 * over rows that also judged them cost it some 15 ms, five times in the first minute.
 */

import { findRow } from '../table/identity.ts';
import type { Snapshot } from '../table/snapshot.ts';
import type { DifferenceInput } from './difference.ts';
import type { EndedTasks } from './exits.ts';

export type ChangedRows = {
  /** By row of `next`: the row of `previous` with the same tid, or -1. */
  readonly known: Int32Array;
  /**
   * By row of `next`. 0: the same task as in `previous`, it did nothing, waits for nothing, and no task of its id ended.
   * 1: whatever else.
   */
  readonly marks: Uint8Array;
  /** Rows of `previous` whose tid is not in `next`. */
  readonly gone: readonly number[];
};

export const changedRows = (input: DifferenceInput, ended: EndedTasks): ChangedRows => {
  const { previous, next, activity } = input;
  const known = new Int32Array(next.count);
  const marks = new Uint8Array(next.count);
  const stayed = new Uint8Array(previous.count);
  const told = next.told?.since === previous ? next.told : undefined;
  alignRows(known, stayed, previous.columns.tid, next.columns.tid, told?.aligned ?? 0);
  const rows = told?.rows ?? allRows(next.count);
  markOthers(marks, rows, known, previous.columns.startedAt, next.columns.startedAt);
  // Another task under the same id and start, by exec.
  markRisen(marks, rows, known, previous.columns.address, next.columns.address);
  for (const name of activity) {
    markRisen(marks, rows, known, previous.columns[name], next.columns[name]);
  }
  markWaiting(marks, rows, next.columns.waitingSince);
  markEnded(marks, next, ended);
  markEnded(marks, next, input.endedBefore);
  return { known, marks, gone: rowsMarked(stayed, 0) };
};

/** Rows of one mark, rare among the others. */
export const rowsMarked = (marks: Uint8Array, mark: 0 | 1): readonly number[] => {
  const rows: number[] = [];
  for (let row = marks.indexOf(mark); row >= 0; row = marks.indexOf(mark, row + 1)) rows.push(row);
  return rows;
};

/** Rows marked 0, which most are. */
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

/** 0, 1, 2 …: kept from pass to pass. */
const allRows = (count: number): Int32Array => {
  if (every.length < count) every = Int32Array.from({ length: count * 2 }, (_, row) => row);
  return every.subarray(0, count);
};

let every = new Int32Array(0);

/** A merge behind the first rows, which are `aligned`: both lists of ids are sorted. `stayed` gets a 1 for each row of `before` that is in `now`. */
const alignRows = (
  known: Int32Array,
  stayed: Uint8Array,
  before: Int32Array,
  now: Int32Array,
  aligned: number,
): void => {
  const end = stayed.length;
  known.set(allRows(aligned));
  stayed.fill(1, 0, aligned);
  let at = aligned;
  for (let row = aligned; row < known.length; row++) {
    const tid = now[row] as number;
    while (at < end && (before[at] as number) < tid) at += 1;
    const isKnown = at < end && before[at] === tid;
    known[row] = isKnown ? at : -1;
    if (isKnown) stayed[at] = 1;
  }
};

/** Tasks not known, or with another start: another task, or one whose start is an estimate. */
const markOthers = (
  marks: Uint8Array,
  rows: Int32Array,
  known: Int32Array,
  before: Float64Array,
  now: Float64Array,
): void => {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const at = known[row] as number;
    marks[row] = at >= 0 && before[at] === now[row] ? 0 : 1;
  }
};

/** A counter that fell is marked too, to be told as unknown; NaN equals nothing, so it is asked for by order. */
const markRisen = (
  marks: Uint8Array,
  rows: Int32Array,
  known: Int32Array,
  before: Float64Array,
  now: Float64Array,
): void => {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const at = known[row] as number;
    if (at < 0) continue;
    const from = before[at] as number;
    const to = now[row] as number;
    marks[row] = to > from || to < from ? 1 : (marks[row] as number);
  }
};

/** NaN, which is no wait, is not above zero. */
const markWaiting = (marks: Uint8Array, rows: Int32Array, waitingSince: Float64Array): void => {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    marks[row] = (waitingSince[row] as number) >= 0 ? 1 : (marks[row] as number);
  }
};

const markEnded = (marks: Uint8Array, next: Snapshot, ended: EndedTasks): void => {
  for (const tid of ended.keys()) {
    const row = findRow(next, tid);
    if (row >= 0) marks[row] = 1;
  }
};
