/**
 * What happened between two snapshots: which tasks did something, which ended, which stood still.
 *
 * A merge of two sorted snapshots and the exits in between; for a task that did nothing it costs arithmetic on typed
 * arrays and nothing else. Laws: a task born in between did everything its counters say; one first seen but older is a
 * baseline; a task that ended did its final counters less what was known (endings.ts); the dead are not counted twice.
 */
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
  const live: Change[] = [];
  const missed = new Map<number, MissedTask>();
  const idle = new Int32Array(input.next.count);
  const replaced = new Set<number>();
  let idleCount = 0;
  let before = 0;
  const { previous, next } = input;
  const judging: Judging = { input, endings, compared: comparedColumns(input) };
  const tids = previous.columns.tid;
  for (let row = 0; row < next.count; row++) {
    const tid = next.columns.tid[row] as number;
    for (; before < previous.count && (tids[before] as number) < tid; before++) {
      noteMissed(input, endings, before, missed);
    }
    const known = before < previous.count && tids[before] === tid ? before : -1;
    const verdict = judge(judging, row, known);
    if (known >= 0) {
      if (previous.columns.startedAt[known] !== next.columns.startedAt[row]) {
        noteMissed(input, endings, known, missed);
      }
      before += 1;
    }
    if (verdict === 'idle') idle[idleCount++] = row;
    else if (verdict !== 'dead') live.push({ kind: 'live', row, base: verdict });
    if (typeof verdict === 'object' && verdict.kind === 'counters') {
      replaced.add(endings.exitRows.get(tid) as number);
    }
  }
  for (; before < previous.count; before++) noteMissed(input, endings, before, missed);
  const ends = endings.changes.filter(({ row }) => !replaced.has(row));
  return {
    changes: [...ends, ...live],
    idle,
    idleCount,
    ended: endings.ended,
    missed: { since: previous.startedAt, tasks: missed },
  };
};

type Judging = {
  readonly input: DifferenceInput;
  readonly endings: Endings;
  readonly compared: Compared;
};

/** What becomes of row `row` of `next`; a base: it did something. `known`: the row of `previous` with the same tid, or -1. */
const judge = (
  { input, endings, compared }: Judging,
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
    return roseAny(compared, known, row) ? { kind: 'row', row: known } : 'idle';
  }
  const startedAt = next.columns.startedAt[row] as number;
  const born = isBornSince(previous.startedAt, startedAt, startTolerance);
  return born && anyAbove(next, row, activity) ? { kind: 'birth' } : 'idle';
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

/** The columns a pass compares, looked up once: by name they cost more than the comparison. */
type Compared = {
  readonly from: readonly Float64Array[];
  readonly to: readonly Float64Array[];
  readonly waitingSince: Float64Array;
};

const comparedColumns = ({ previous, next, activity }: DifferenceInput): Compared => ({
  from: activity.map((name) => previous.columns[name]),
  to: activity.map((name) => next.columns[name]),
  waitingSince: next.columns.waitingSince,
});

const roseAny = ({ from, to, waitingSince }: Compared, fromRow: number, toRow: number): boolean => {
  for (let i = 0; i < to.length; i++) {
    const before = (from[i] as Float64Array)[fromRow] as number;
    const after = (to[i] as Float64Array)[toRow] as number;
    // A counter that fell is reported too, as unknown; NaN equals nothing, so it is asked for by order.
    if (after > before || after < before) return true;
  }
  return !Number.isNaN(waitingSince[toRow]);
};
