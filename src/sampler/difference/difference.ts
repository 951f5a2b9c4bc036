/**
 * What happened between two snapshots: which tasks did something, which ended, which stood still.
 *
 * A merge of two sorted snapshots and the exits in between; a task that did nothing is left behind by changed-rows.ts and never
 * seen here. Laws: a task born in between did everything its counters say; one first seen but older is a
 * baseline; a task that ended did its final counters less what was known (endings.ts); the dead are not counted twice.
 */

import { areOneTask, areTwoTasks, findRow, isSameTask, keepStart } from '../table/identity.ts';
import type { Counter, Snapshot } from '../table/snapshot.ts';
import { type Base, countersAt } from './base.ts';
import { endOfSame, isHeir, takenOverBase, withLeaders } from './exec-takeover.ts';
import {
  anyAbove,
  type EndedTask,
  type EndedTasks,
  type Endings,
  endingsOf,
  isBornSince,
  isDead,
  type MissedTask,
  type MissedTasks,
} from './exits.ts';
import { changedRows, rowsMarked, unmarkedRows } from './unchanged.ts';

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
  const { previous } = input;
  const { known, marks, gone } = changedRows(input, endings.ended);
  const live: Change[] = [];
  /** Rows of `exits` whose increase is in a live task's entry. */
  const joined = new Set<number>();
  const missed = missedTasks(input, endings, gone);
  if (input.startTolerance > 0) keepUnmarked(input, known, marks);
  for (const row of rowsMarked(marks, 1)) {
    const before = known[row] as number;
    const verdict = judge(input, endings, row, before);
    if (before >= 0 && isAnother(input, before, row)) noteMissed(input, endings, before, missed);
    if (verdict === 'idle') marks[row] = 0;
    else if (verdict !== 'dead') {
      live.push({ kind: 'live', row, base: verdict.base });
      if (verdict.joined !== undefined) joined.add(verdict.joined);
    }
  }
  const idle = unmarkedRows(marks);
  const ends = endings.changes.filter(({ row }) => !joined.has(row));
  return {
    changes: [...ends, ...live],
    idle: idle.rows,
    idleCount: idle.count,
    ended: endedNow(input, endings, joined),
    missed: { since: previous.startedAt, tasks: missed },
  };
};

/** Row `before` of `previous` bears the id of row `row` of `next`, and is another task's. */
const isAnother = ({ previous, next }: DifferenceInput, before: number, row: number): boolean =>
  previous.columns.startedAt[before] !== next.columns.startedAt[row] ||
  areTwoTasks(previous, before, next, row);

/**
 * Who ended in the interval, but not those whose id lives on; and, where addresses are unknown, the dead that are still listed: one of their threads may take
 * their place at any time.
 */
const endedNow = (
  { endedBefore, next }: DifferenceInput,
  { ended, ends }: Endings,
  joined: ReadonlySet<number>,
): EndedTasks => {
  const now = new Map<number, EndedTask>();
  for (const [tid, end] of endedBefore) {
    if (Number.isNaN(end.address) && findRow(next, tid) >= 0) {
      now.set(tid, { ...end, isLongDead: true });
    }
  }
  for (const [tid, end] of ended) {
    if (joined.has(ends.get(tid)?.row ?? -1)) now.delete(tid);
    else now.set(tid, end);
  }
  return now;
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

/** A task that did something. `joined`: the row of `exits` with its leader's end, which is in its own entry. */
type Active = { readonly base: Base; readonly joined?: number };

/** What becomes of row `row` of `next`. `known`: the row of `previous` with the same tid, or -1. */
const judge = (
  input: DifferenceInput,
  endings: Endings,
  row: number,
  known: number,
): 'idle' | 'dead' | Active => {
  const { previous, next, startTolerance, activity } = input;
  const isKnown = known >= 0 && isSameTask(previous, known, next, row, startTolerance);
  if (isDead(next, row, endings.ended) && !isHeir(input, endings, row)) return 'dead';
  if (isDead(next, row, input.endedBefore)) return 'dead';
  if (isKnown) keepStart(previous, known, next, row);
  const born = isBornSince(
    previous.startedAt,
    next.columns.startedAt[row] as number,
    startTolerance,
  );
  // Where the task is told apart for certain, or has nobody to take over from, nothing is looked for.
  const isItself = isKnown ? areOneTask(previous, known, next, row) : born;
  const taken = isItself ? undefined : takenOverBase(input, endings, next, row);
  if (taken?.kind === 'unknown') return 'idle';
  if (taken !== undefined) return withLeadersEnd(input, endings, row, taken);
  const base: Base = isKnown ? { kind: 'row', row: known } : { kind: 'birth' };
  // Where addresses are unknown, one who was never listed may as well be another task under an id that was used again: each has its own entry.
  const mayHaveLed = isKnown || !Number.isNaN(next.columns.address[row] as number);
  if (mayHaveLed && endOfSame(input, endings, next, row) !== undefined) {
    return withLeadersEnd(input, endings, row, base);
  }
  const isActive = isKnown ? roseAny(input, known, row) : born && anyAbove(next, row, activity);
  return isActive ? { base } : 'idle';
};

const withLeadersEnd = (
  input: DifferenceInput,
  endings: Endings,
  row: number,
  base: Base,
): Active => {
  const end = endOfSame(input, endings, input.next, row);
  return end === undefined ? { base } : { base: withLeaders(input, base, end), joined: end.row };
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
    address: columns.address[row] as number,
    counters: countersAt(previous, row),
  });
};
