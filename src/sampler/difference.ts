/**
 * What happened between two snapshots: which tasks did something, which ended, which stood still.
 *
 * A merge of two sorted snapshots and the exits in between; a task that did nothing is left behind by changed-rows.ts and never
 * seen here. Laws: a task born in between did everything its counters say; one first seen but older is a
 * baseline; a task that ended did its final counters less what was known (endings.ts); the dead are not counted twice.
 */
import { changedRows, rowsMarked, unmarkedRows } from './changed-rows.ts';
import {
  anyAbove,
  type CountersAt,
  countersAt,
  type EndedTasks,
  type Endings,
  endingsOf,
  isBornSince,
  isDead,
  type MissedTask,
  type MissedTasks,
} from './endings.ts';
import { findRow, isSameTask, keepStart } from './identity.ts';
import type { Counter, Snapshot } from './snapshot.ts';
import { joinEnds, takenOverBase } from './taken-over.ts';

/** Where the "before" of a change is. */
export type Base =
  | { readonly kind: 'row'; readonly row: number }
  /** No row of the last snapshot, but known. */
  | { readonly kind: 'counters'; readonly counters: CountersAt }
  /** Born in the interval: everything counts. */
  | { readonly kind: 'birth' }
  /** First seen, but older: what it did in the interval is unknown. */
  | { readonly kind: 'unknown' };

export type Change = {
  readonly kind: 'live' | 'ended';
  /** Row of `next` for a live task, of `exits` for an ended one. */
  readonly row: number;
  readonly base: Base;
};

export type Difference = {
  readonly changes: readonly Change[];
  /** Rows of `next` that did nothing, by row. */
  readonly idle: Int32Array;
  readonly idleCount: number;
  readonly ended: EndedTasks;
  readonly missed: MissedTasks;
};

export type DifferenceInput = {
  readonly previous: Snapshot;
  readonly next: Snapshot;
  readonly exits: Snapshot;
  /** Of the interval before. */
  readonly endedBefore: EndedTasks;
  /** Of the interval before; absent in the first. */
  readonly missedBefore?: MissedTasks | undefined;
  readonly startTolerance: number;
  /** A rise of any of these makes a task worth reporting. */
  readonly activity: readonly Counter[];
};

export const difference = (input: DifferenceInput): Difference => {
  const endings = endingsOf(input);
  joinEnds(input, endings);
  const { previous, next } = input;
  const { known, marks, gone } = changedRows(input, endings.ended);
  const live: Change[] = [];
  const replaced = new Set<number>();
  const missed = missedTasks(input, endings, gone);
  if (input.startTolerance > 0) keepUnmarked(input, known, marks);
  for (const row of rowsMarked(marks, 1)) {
    const before = known[row] as number;
    const verdict = judge(input, endings, row, before);
    if (before >= 0 && previous.columns.startedAt[before] !== next.columns.startedAt[row]) {
      noteMissed(input, endings, before, missed);
    }
    if (verdict === 'idle') marks[row] = 0;
    else if (verdict !== 'dead') live.push({ kind: 'live', row, base: verdict });
    if (typeof verdict === 'object' && verdict.kind === 'counters') {
      replaced.add(endings.exitRows.get(next.columns.tid[row] as number) as number);
    }
  }
  const idle = unmarkedRows(marks);
  const ends = endings.changes.filter(({ row }) => !replaced.has(row));
  return {
    changes: [...ends, ...live],
    idle: idle.rows,
    idleCount: idle.count,
    ended: endings.ended,
    missed: { since: previous.startedAt, tasks: missed },
  };
};

/** Where starts are estimates: those of tasks that are as they were stay as well known as they were. */
const keepUnmarked = (
  { previous, next }: DifferenceInput,
  known: Int32Array,
  marks: Uint8Array,
): void => {
  for (let row = 0; row < known.length; row++) {
    if (marks[row] === 0) keepStart(previous, known[row] as number, next, row);
  }
};

/** What becomes of row `row` of `next`; a base: it did something. `known`: the row of `previous` with the same tid, or -1. */
const judge = (
  input: DifferenceInput,
  endings: Endings,
  row: number,
  known: number,
): 'idle' | 'dead' | Base => {
  const { previous, next, startTolerance, activity } = input;
  if (isDead(next, row, endings.ended) || isDead(next, row, input.endedBefore)) return 'dead';
  if (known >= 0 && isSameTask(previous, known, next, row, startTolerance)) {
    keepStart(previous, known, next, row);
    if (endings.claimed.has(known)) {
      return takenOverBase(input, endings, next.columns.tid[row] as number, known) ?? 'idle';
    }
    return roseAny(input, known, row) ? { kind: 'row', row: known } : 'idle';
  }
  const startedAt = next.columns.startedAt[row] as number;
  const born = isBornSince(previous.startedAt, startedAt, startTolerance);
  return born && anyAbove(next, row, activity) ? { kind: 'birth' } : 'idle';
};

/** As `changedRows` asks it of all tasks: a counter that fell is told too. */
const roseAny = (
  { previous, next, activity }: DifferenceInput,
  known: number,
  row: number,
): boolean => {
  for (const name of activity) {
    const before = previous.columns[name][known] as number;
    const after = next.columns[name][row] as number;
    if (after > before || after < before) return true;
  }
  return !Number.isNaN(next.columns.waitingSince[row]);
};

/** The "before" of a row of `next` that is not dead, once `difference` has run. */
export const baseOf = (
  previous: Snapshot,
  next: Snapshot,
  row: number,
  tolerance: number,
): Base => {
  const known = findRow(previous, next.columns.tid[row] as number);
  const startedAt = next.columns.startedAt[row] as number;
  if (known >= 0 && previous.columns.startedAt[known] === startedAt)
    return { kind: 'row', row: known };
  return isBornSince(previous.startedAt, startedAt, tolerance)
    ? { kind: 'birth' }
    : { kind: 'unknown' };
};

const missedTasks = (
  input: DifferenceInput,
  endings: Endings,
  gone: readonly number[],
): Map<number, MissedTask> => {
  const missed = new Map<number, MissedTask>();
  for (const row of gone) noteMissed(input, endings, row, missed);
  return missed;
};

/** Row `row` of `previous` is in no list any more. */
const noteMissed = (
  { previous, endedBefore }: DifferenceInput,
  { claimed }: Endings,
  row: number,
  missed: Map<number, MissedTask>,
): void => {
  if (claimed.has(row) || isDead(previous, row, endedBefore)) return;
  const { columns } = previous;
  missed.set(columns.tid[row] as number, {
    startedAt: columns.startedAt[row] as number,
    startWithin: columns.startWithin[row] as number,
    counters: countersAt(previous, row),
  });
};
