/**
 * What happened between two snapshots: which tasks did something, which ended, which stood still.
 *
 * A merge of two sorted snapshots and the exits in between; for a task that did nothing it costs arithmetic on typed
 * arrays and nothing else. Laws: a task born in between did everything its counters say; one first seen but older is a
 * baseline; a task that ended did its final counters less what was known; a zombie is not counted twice.
 */
import { findRow, isSameTask } from './identity.ts';
import type { Counter, Snapshot, TaskColumns } from './snapshot.ts';

/** Where the "before" of a change is. */
export type Base =
  | { readonly kind: 'row'; readonly row: number }
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

/** Tasks that ended in an interval, by tid; a zombie among them may still be listed in the next passes. */
export type EndedTasks = ReadonlyMap<number, EndedTask>;

/** Enough to know the dead again. */
export type EndedTask = {
  readonly startedAt: number;
  /** `startedAt` may be wrong by this much, ns. */
  readonly uncertainty: number;
  readonly readChars: number;
  readonly writeChars: number;
};

export type Difference = {
  readonly changes: readonly Change[];
  /** Rows of `next` that did nothing, by row. */
  readonly idle: Int32Array;
  readonly idleCount: number;
  readonly ended: EndedTasks;
};

export type DifferenceInput = {
  readonly previous: Snapshot;
  readonly next: Snapshot;
  readonly exits: Snapshot;
  /** Of the interval before. */
  readonly endedBefore: EndedTasks;
  readonly startTolerance: number;
  /** A rise of any of these makes a task worth reporting. */
  readonly activity: readonly Counter[];
};

const BIRTH: Base = { kind: 'birth' };

export const difference = (input: DifferenceInput): Difference => {
  const changes: Change[] = [];
  const ended = endedTasks(input, changes);
  const idle = new Int32Array(input.next.count);
  let idleCount = 0;
  let before = 0;
  const { previous, next } = input;
  for (let row = 0; row < next.count; row++) {
    const tid = next.columns.tid[row] as number;
    while (before < previous.count && (previous.columns.tid[before] as number) < tid) before += 1;
    const known = before < previous.count && previous.columns.tid[before] === tid;
    const verdict = judge(input, ended, row, known ? before : -1);
    if (verdict === 'idle') idle[idleCount++] = row;
    else if (verdict === 'active') changes.push(liveChange(input, row, known ? before : -1));
  }
  return { changes, idle, idleCount, ended };
};

/** What becomes of row `row` of `next`. `known`: the row of `previous` with the same tid, or -1. */
const judge = (
  input: DifferenceInput,
  ended: EndedTasks,
  row: number,
  known: number,
): 'idle' | 'active' | 'dead' => {
  const { previous, next, startTolerance, activity } = input;
  if (isZombie(input, ended, row) || isZombie(input, input.endedBefore, row)) return 'dead';
  if (known >= 0 && isSameTask(previous, known, next, row, startTolerance)) {
    next.columns.startedAt[row] = previous.columns.startedAt[known] as number;
    return roseAny(previous.columns, known, next.columns, row, activity) ? 'active' : 'idle';
  }
  return isBorn(input, next, row) && anyAbove(next.columns, row, activity) ? 'active' : 'idle';
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
  return startedAt >= previous.startedAt - tolerance ? BIRTH : { kind: 'unknown' };
};

const liveChange = (input: DifferenceInput, row: number, known: number): Change => {
  const same =
    known >= 0 && isSameTask(input.previous, known, input.next, row, input.startTolerance);
  return { kind: 'live', row, base: same ? { kind: 'row', row: known } : BIRTH };
};

/** Listed, but dead: it ended, its final counters were reported, and it has read and written nothing since. */
const isZombie = ({ next }: DifferenceInput, ended: EndedTasks, row: number): boolean => {
  if (ended.size === 0) return false;
  const end = ended.get(next.columns.tid[row] as number);
  if (end === undefined) return false;
  const apart = Math.abs(end.startedAt - (next.columns.startedAt[row] as number));
  // Starts that are exact decide alone: a task that ended just after its row was read has moved on since.
  if (end.uncertainty === 0) return apart === 0;
  return (
    apart <= end.uncertainty &&
    Object.is(end.readChars, next.columns.readChars[row]) &&
    Object.is(end.writeChars, next.columns.writeChars[row])
  );
};

/** Adds a change for each task that ended and ever did something, and lists all that ended. */
const endedTasks = (input: DifferenceInput, changes: Change[]): EndedTasks => {
  const { previous, exits, startTolerance, activity } = input;
  const ended = new Map<number, EndedTask>();
  for (let row = 0; row < exits.count; row++) {
    const tid = exits.columns.tid[row] as number;
    const known = ended.has(tid) ? -1 : findRow(previous, tid);
    const same =
      known >= 0 &&
      !input.endedBefore.has(tid) &&
      isSameTask(previous, known, exits, row, startTolerance);
    if (same) exits.columns.startedAt[row] = previous.columns.startedAt[known] as number;
    else if (!isBorn(input, exits, row)) continue;
    ended.set(tid, endedTask(exits, row, startTolerance));
    if (anyAbove(exits.columns, row, activity)) {
      changes.push({ kind: 'ended', row, base: same ? { kind: 'row', row: known } : BIRTH });
    }
  }
  return ended;
};

const endedTask = ({ columns }: Snapshot, row: number, startTolerance: number): EndedTask => ({
  startedAt: columns.startedAt[row] as number,
  uncertainty:
    startTolerance === 0
      ? 0
      : startTolerance + (columns.readBefore[row] as number) - (columns.readAfter[row] as number),
  readChars: columns.readChars[row] as number,
  writeChars: columns.writeChars[row] as number,
});

/** Not seen before because it was not there: it started after the last pass began. */
const isBorn = (
  { previous, startTolerance }: DifferenceInput,
  of: Snapshot,
  row: number,
): boolean => (of.columns.startedAt[row] as number) >= previous.startedAt - startTolerance;

const roseAny = (
  from: TaskColumns,
  fromRow: number,
  to: TaskColumns,
  toRow: number,
  activity: readonly Counter[],
): boolean => {
  for (let i = 0; i < activity.length; i++) {
    const name = activity[i] as Counter;
    // A counter that fell is reported too, as unknown; NaN equals nothing, so it is asked for by order.
    if ((to[name][toRow] as number) > (from[name][fromRow] as number)) return true;
    if ((to[name][toRow] as number) < (from[name][fromRow] as number)) return true;
  }
  return !Number.isNaN(to.waitingSince[toRow]);
};

const anyAbove = (columns: TaskColumns, row: number, activity: readonly Counter[]): boolean => {
  for (let i = 0; i < activity.length; i++) {
    if ((columns[activity[i] as Counter][row] as number) > 0) return true;
  }
  return !Number.isNaN(columns.waitingSince[row]);
};
