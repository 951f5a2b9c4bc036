/**
 * Whose the exits of an interval are, and which listed tasks are dead.
 *
 * A task that ends may be in the list of the same pass (it was read a moment before), in the lists of later ones (a zombie), or in none though its
 * record comes an interval late (it leaves the list before it is switched away from for good). Each of its bytes is counted once all the same.
 * See docs/decisions/0005-identity-and-exits.md.
 */

import { areTwoTasks, differ, findRow, isSameTask, keepStart } from '../table/identity.ts';
import {
  COMM_LENGTH,
  COUNTERS,
  type Counter,
  type Snapshot,
  type TaskColumns,
} from '../table/snapshot.ts';
import { type Base, type CountersAt, startOf } from './base.ts';
import type { Change, DifferenceInput } from './difference.ts';
import { rowUnderOwnId, takenOverBase } from './exec-takeover.ts';

/** Tasks that ended in an interval, by tid (of two with one tid, the later); they may still be listed in this pass and the next. */
export type EndedTasks = ReadonlyMap<number, EndedTask>;

/** Enough to know the dead again. */
export type EndedTask = {
  readonly startedAt: number;
  /** `startedAt` may be wrong by this much, ns. */
  readonly uncertainty: number;
  /** Boot clock, ns: a moment not earlier than its end. */
  readonly endedBefore: number;
  readonly readChars: number;
  readonly writeChars: number;
  /** NaN: unknown. */
  readonly address: number;
  /** The task of the same id and start that ended before: a leader, and then the thread that had taken its place by exec. */
  readonly before?: EndedTask | undefined;
  /** Reported in an earlier interval, yet listed: a leader that is dead while its threads live, one of which may take its place. */
  readonly isLongDead?: true;
};

/** Tasks that were listed in a pass, not in the next, and sent no record of their end in between: it may come an interval late. */
export type MissedTasks = {
  /** Boot clock, ns: when the pass they were listed in began. */
  readonly since: number;
  readonly tasks: ReadonlyMap<number, MissedTask>;
};

export type MissedTask = {
  readonly startedAt: number;
  readonly startWithin: number;
  readonly address: number;
  readonly counters: CountersAt;
};

/** Row of `exits`, and what its task had done before. */
export type End = { readonly row: number; readonly base: Base };

export type Endings = {
  readonly ended: EndedTasks;
  /** By the tids of `ended`. */
  readonly ends: ReadonlyMap<number, End>;
  /** Rows of `previous` whose end is known. */
  readonly claimed: ReadonlySet<number>;
  /** The ends of tasks that ever did something, and of leaders whose threads did. */
  readonly changes: readonly Change[];
};

/**
 * Finds for each exit what was known of its task. Exits of older tasks never seen say nothing of this interval and are left out.
 * Those of threads that had taken their leader's place are added to the leader's.
 */
export const endingsOf = (input: DifferenceInput): Endings => {
  const { previous, exits, activity, startTolerance } = input;
  const found = new FoundEnds(input);
  const unplaced: number[] = [];
  for (let row = 0; row < exits.count; row++) {
    if (startTolerance === 0) giveLeaderItsId(previous, exits, row);
    const first = found.ends.get(exits.columns.tid[row] as number)?.row;
    const again = first !== undefined && isSameTask(exits, first, exits, row, startTolerance);
    // Where starts are estimates, two tasks of one id may look like one: only who fits nowhere else is taken for it.
    const base = again && startTolerance === 0 ? undefined : exitBase(input, row, found.claimed);
    if (base === undefined) unplaced.push(row);
    else found.add(row, base);
  }
  for (const row of unplaced) {
    const base = takenOverBase(input, found, exits, row);
    if (base !== undefined && base.kind !== 'unknown') found.addSuccessor(row, base);
  }
  const { ended, ends, claimed } = found;
  const led = startTolerance === 0 ? undefined : activeThreadsLeaders(input);
  const changes = found.all.filter(
    ({ row }) => anyAbove(exits, row, activity) || endsProcess(exits, row, led),
  );
  return { ended, ends, claimed, changes: changes.map((end) => ({ kind: 'ended', ...end })) };
};

/**
 * Whether an end, though of a task that did nothing itself, ends a process whose threads did: who adds up must hear of it.
 *
 * @param led leaders of active threads; absent: of those that did nothing the engine tells only of leaders
 */
const endsProcess = (
  { columns }: Snapshot,
  row: number,
  led: ReadonlySet<number> | undefined,
): boolean => {
  const tid = columns.tid[row] as number;
  return tid === columns.tgid[row] && (led === undefined || led.has(tid));
};

/** Of threads that were listed before or have ended since. */
const activeThreadsLeaders = ({
  previous,
  exits,
  activity,
}: DifferenceInput): ReadonlySet<number> => {
  const led = new Set<number>();
  if (exits.count === 0) return led;
  for (const of of [previous, exits]) {
    const { tid, tgid } = of.columns;
    for (let row = 0; row < of.count; row++) {
      if (tid[row] !== tgid[row] && anyAbove(of, row, activity)) led.add(tgid[row] as number);
    }
  }
  return led;
};

class FoundEnds {
  readonly ended = new Map<number, EndedTask>();
  readonly ends = new Map<number, End>();
  readonly claimed = new Set<number>();
  readonly all: End[] = [];
  readonly #input: DifferenceInput;

  constructor(input: DifferenceInput) {
    this.#input = input;
  }

  add(row: number, base: Base): void {
    const { exits } = this.#input;
    const tid = exits.columns.tid[row] as number;
    if (base.kind === 'row') this.claimed.add(base.row);
    const end = this.#note(row);
    if (this.ended.get(tid) === end) this.ends.set(tid, { row, base });
    this.all.push({ row, base });
  }

  /** Two records end what is one task to everybody: adds what this one's did to the other, under the later name. */
  addSuccessor(row: number, base: Base): void {
    const { previous, exits, startTolerance } = this.#input;
    const { columns } = exits;
    this.#noteOwnId(row, base);
    const first = this.ends.get(columns.tid[row] as number)?.row;
    if (first === undefined || !isSameTask(exits, first, exits, row, startTolerance)) {
      this.add(row, base);
      return;
    }
    if (base.kind === 'row') this.claimed.add(base.row);
    this.#note(row);
    for (const name of COUNTERS) {
      const rise = (columns[name][row] as number) - startOf(base, previous, name);
      columns[name][first] = (columns[name][first] as number) + rise;
    }
    columns.comm.copyWithin(first * COMM_LENGTH, row * COMM_LENGTH, (row + 1) * COMM_LENGTH);
  }

  /** It may have been listed, under the id it had before, in the pass that is told of. */
  #noteOwnId(row: number, base: Base): void {
    const { next, exits, startTolerance } = this.#input;
    const listed = rowUnderOwnId(this.#input, row, base);
    if (listed < 0) return;
    const startedAt = next.columns.startedAt[listed] as number;
    const end = { ...endedTask(exits, row, startTolerance), startedAt };
    this.ended.set(next.columns.tid[listed] as number, end);
  }

  #note(row: number): EndedTask {
    const { exits, startTolerance } = this.#input;
    const tid = exits.columns.tid[row] as number;
    const end = endedTask(exits, row, startTolerance);
    const other = this.ended.get(tid);
    const apart = end.startedAt - (other?.startedAt ?? 0);
    if (other === undefined || apart > end.uncertainty) this.ended.set(tid, end);
    else if (apart >= -end.uncertainty) this.ended.set(tid, { ...end, before: other });
    return end;
  }
}

/** Whether a listed task has ended and was reported: as one that ended after it was read, or as a zombie, which no longer does anything. */
export const isDead = (of: Snapshot, row: number, ended: EndedTasks): boolean => {
  if (ended.size === 0) return false;
  const end = ended.get(of.columns.tid[row] as number);
  return end !== undefined && !end.isLongDead && isOver(of.columns, row, end);
};

/** Two ends under one id: a leader's, and that of the thread which had taken its place. */
const isOver = (columns: TaskColumns, row: number, end: EndedTask): boolean =>
  isEndOf(columns, row, end) || (end.before !== undefined && isOver(columns, row, end.before));

const isEndOf = (columns: TaskColumns, row: number, end: EndedTask): boolean => {
  if (differ(columns.address[row] as number, end.address)) return false;
  const apart = Math.abs(end.startedAt - (columns.startedAt[row] as number));
  // An exact engine's `startWithin` is 0.
  if (apart > end.uncertainty + (columns.startWithin[row] as number)) return false;
  const readChars = columns.readChars[row] as number;
  const writeChars = columns.writeChars[row] as number;
  if (end.endedBefore >= (columns.readAfter[row] as number)) {
    return !(readChars > end.readChars) && !(writeChars > end.writeChars);
  }
  return Object.is(readChars, end.readChars) && Object.is(writeChars, end.writeChars);
};

/** Started after the previous pass began, or was just being made then and in no list yet. */
export const isBornSince = (since: number, startedAt: number, tolerance: number): boolean =>
  startedAt >= bornFrom(since, tolerance);

/** Boot clock, ns: who started then or later was born since. */
export const bornFrom = (since: number, tolerance: number): number =>
  since - Math.max(tolerance, IN_THE_MAKING);

/** A task has its start a moment before it is in the list. */
const IN_THE_MAKING = 20e6;

/** @returns undefined when the exit says nothing of this interval */
const exitBase = (
  input: DifferenceInput,
  row: number,
  claimed: ReadonlySet<number>,
): Base | undefined => {
  const { previous, exits, endedBefore, startTolerance } = input;
  const known = findRow(previous, exits.columns.tid[row] as number);
  const isKnown = known >= 0 && isSameTask(previous, known, exits, row, startTolerance);
  if (isKnown && areTwoTasks(previous, known, exits, row)) return undefined;
  if (isKnown && !claimed.has(known) && !isDead(previous, known, endedBefore)) {
    keepStart(previous, known, exits, row);
    return { kind: 'row', row: known };
  }
  const startedAt = exits.columns.startedAt[row] as number;
  if (isBornSince(previous.startedAt, startedAt, startTolerance)) return { kind: 'birth' };
  return isKnown ? undefined : missedBase(input, row);
};

const missedBase = (
  { missedBefore, exits, startTolerance }: DifferenceInput,
  row: number,
): Base | undefined => {
  if (missedBefore === undefined) return undefined;
  const { columns } = exits;
  const startedAt = columns.startedAt[row] as number;
  const missed = missedBefore.tasks.get(columns.tid[row] as number);
  if (missed !== undefined && !differ(missed.address, columns.address[row] as number)) {
    const slack = missed.startWithin + (columns.startWithin[row] as number);
    const allowed = startTolerance === 0 ? 0 : startTolerance + slack;
    if (Math.abs(missed.startedAt - startedAt) <= allowed) {
      columns.startedAt[row] = missed.startedAt;
      return { kind: 'counters', counters: missed.counters };
    }
  }
  return isBornSince(missedBefore.since, startedAt, startTolerance) ? { kind: 'birth' } : undefined;
};

/**
 * When another thread of a process runs exec, it takes the leader's id and start, and the leader, on its last steps, has that thread's id. An exact
 * engine can tell by the start, and undoes it.
 */
const giveLeaderItsId = (previous: Snapshot, { columns }: Snapshot, row: number): void => {
  const tgid = columns.tgid[row] as number;
  if (tgid === 0 || tgid === columns.tid[row]) return;
  const leader = findRow(previous, tgid);
  if (leader < 0 || previous.columns.startedAt[leader] !== columns.startedAt[row]) return;
  const own = findRow(previous, columns.tid[row] as number);
  // A thread made in the same nanosecond as its leader there is not, but let the list decide.
  if (own >= 0 && previous.columns.startedAt[own] === columns.startedAt[row]) return;
  columns.tid[row] = tgid;
};

const endedTask = ({ columns }: Snapshot, row: number, tolerance: number): EndedTask => ({
  startedAt: columns.startedAt[row] as number,
  uncertainty: tolerance === 0 ? 0 : tolerance + (columns.startWithin[row] as number),
  endedBefore: columns.readBefore[row] as number,
  readChars: columns.readChars[row] as number,
  writeChars: columns.writeChars[row] as number,
  address: columns.address[row] as number,
});

/** Whether the task ever did something, or waits now. */
export const anyAbove = (
  { columns }: Snapshot,
  row: number,
  activity: readonly Counter[],
): boolean => {
  for (let i = 0; i < activity.length; i++) {
    if ((columns[activity[i] as Counter][row] as number) > 0) return true;
  }
  return !Number.isNaN(columns.waitingSince[row]);
};
