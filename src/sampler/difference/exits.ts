/**
 * Finds the task of each exit record, and with it what the task did in the interval.
 *
 * A task that ends may be listed in the same pass (it was read a moment before), in later ones (a zombie), or in none although its
 * record comes an interval late (it leaves the list before its last switch). Each of its bytes is counted once all the same.
 * See docs/decisions/0005-identity-and-exits.md.
 */

import { findRow } from '../../sample/task-row.ts';
import { addressesDiffer, areTwoTasks, isSameTask, mayHaveStarted } from '../table/identity.ts';
import {
  COMM_LENGTH,
  COUNTERS,
  type Counter,
  copyOf,
  type Snapshot,
  type SnapshotView,
} from '../table/snapshot.ts';
import { type Base, baseValue, isBornSince } from './base.ts';
import { type EndedTask, type EndedTasks, endedTask, isDead } from './ended-tasks.ts';
import { rowUnderFormerId, takeoverBase } from './exec-takeover.ts';
import type { Change, DifferenceInput, KnownExit, KnownExits } from './inputs.ts';

export type ExitsOfInterval = {
  readonly known: KnownExits;
  readonly ended: EndedTasks;
  /** Of tasks that ever did something, and of leaders whose threads did. */
  readonly changes: readonly Change[];
};

/**
 * Exits of tasks that are older than the interval and were never seen are left out: they say nothing of it. Those of threads that had taken their leader's place are added
 * to the leader's.
 */
export const exitsOfInterval = (input: DifferenceInput): ExitsOfInterval => {
  const { previous, activity, startTolerance } = input;
  const known = new ExitMatcher(input);
  const { exits } = known;
  const unmatched: number[] = [];
  for (let row = 0; row < exits.count; row++) {
    if (startTolerance === 0) giveLeaderItsId(previous, exits, row);
    const first = known.byTid.get(exits.columns.tid[row] as number)?.row;
    const again = first !== undefined && isSameTask(exits, first, exits, row, startTolerance);
    // Where starts are estimates, two tasks of one id may look like one: only an exit that fits nowhere else is taken for the same task's.
    const base = again && startTolerance === 0 ? undefined : known.baseOf(row);
    if (base === undefined) unmatched.push(row);
    else known.add(row, base);
  }
  for (const row of unmatched) {
    const base = takeoverBase(input, known, exits, row);
    if (base !== undefined && base.kind !== 'unknown') known.addSuccessor(row, base);
  }
  const led = startTolerance === 0 ? undefined : leadersOfActiveThreads(input, exits);
  const changes = known.all.filter(
    ({ row }) => hasActivity(exits, row, activity) || endsProcess(exits, row, led),
  );
  return {
    known,
    ended: known.ended,
    changes: changes.map((exit) => ({ kind: 'ended', ...exit })),
  };
};

/** Whether the task ever did something, or waits now. */
export const hasActivity = (
  { columns }: SnapshotView,
  row: number,
  activity: readonly Counter[],
): boolean => {
  for (let i = 0; i < activity.length; i++) {
    if ((columns[activity[i] as Counter][row] as number) > 0) return true;
  }
  return !Number.isNaN(columns.waitingSince[row]);
};

/**
 * Whether a task that did nothing itself ends a process whose threads did something: sums by process must hear of it.
 *
 * @param led leaders of active threads; absent: the engine reports the end of an inactive task only if it is such a leader
 */
const endsProcess = (
  { columns }: SnapshotView,
  row: number,
  led: ReadonlySet<number> | undefined,
): boolean => {
  const tid = columns.tid[row] as number;
  return tid === columns.tgid[row] && (led === undefined || led.has(tid));
};

/** Leaders of threads that were active and were listed before or have ended since. */
const leadersOfActiveThreads = (
  { previous, activity }: DifferenceInput,
  exits: SnapshotView,
): ReadonlySet<number> => {
  const led = new Set<number>();
  if (exits.count === 0) return led;
  for (const of of [previous, exits]) {
    const { tid, tgid } = of.columns;
    for (let row = 0; row < of.count; row++) {
      if (tid[row] !== tgid[row] && hasActivity(of, row, activity)) led.add(tgid[row] as number);
    }
  }
  return led;
};

/** The known exits while they are found, in a copy of the exits that is corrected on the way. */
class ExitMatcher implements KnownExits {
  readonly exits: Snapshot;
  readonly byTid = new Map<number, KnownExit>();
  readonly endedRows = new Set<number>();
  readonly ended = new Map<number, EndedTask>();
  readonly all: KnownExit[] = [];
  readonly #input: DifferenceInput;

  constructor(input: DifferenceInput) {
    this.#input = input;
    this.exits = copyOf(input.exits);
  }

  /** @returns undefined when the exit says nothing of this interval */
  baseOf(row: number): Base | undefined {
    const { previous, endedBefore, startTolerance } = this.#input;
    const { exits } = this;
    const before = findRow(previous, exits.columns.tid[row] as number);
    const isSame = before >= 0 && isSameTask(previous, before, exits, row, startTolerance);
    if (isSame && areTwoTasks(previous, before, exits, row)) return undefined;
    if (isSame && !this.endedRows.has(before) && !isDead(previous, before, endedBefore)) {
      const { startedAt, startWithin } = previous.columns;
      exits.columns.startedAt[row] = startedAt[before] as number;
      exits.columns.startWithin[row] = startWithin[before] as number;
      return { kind: 'row', row: before };
    }
    const startedAt = exits.columns.startedAt[row] as number;
    if (isBornSince(previous.startedAt, startedAt, startTolerance)) return { kind: 'birth' };
    return isSame ? undefined : this.#missedBase(row);
  }

  add(row: number, base: Base): void {
    if (base.kind === 'row') this.endedRows.add(base.row);
    const isNewTask = this.#remember(row);
    if (isNewTask) this.byTid.set(this.exits.columns.tid[row] as number, { row, base });
    this.all.push({ row, base });
  }

  /** Of a task that had taken its leader's place: adds its rise to the leader's exit, under the later name, for both are reported as one task. */
  addSuccessor(row: number, base: Base): void {
    const { previous, startTolerance } = this.#input;
    const { exits } = this;
    const { columns } = exits;
    this.#rememberFormerId(row, base);
    const first = this.byTid.get(columns.tid[row] as number)?.row;
    if (first === undefined || !isSameTask(exits, first, exits, row, startTolerance)) {
      this.add(row, base);
      return;
    }
    if (base.kind === 'row') this.endedRows.add(base.row);
    this.#remember(row);
    for (const name of COUNTERS) {
      const rise = (columns[name][row] as number) - baseValue(base, previous, name);
      columns[name][first] = (columns[name][first] as number) + rise;
    }
    columns.comm.copyWithin(first * COMM_LENGTH, row * COMM_LENGTH, (row + 1) * COMM_LENGTH);
  }

  #missedBase(row: number): Base | undefined {
    const { missedBefore, startTolerance } = this.#input;
    if (missedBefore === undefined) return undefined;
    const { columns } = this.exits;
    const startedAt = columns.startedAt[row] as number;
    const missed = missedBefore.tasks.get(columns.tid[row] as number);
    if (missed !== undefined && !addressesDiffer(missed.address, columns.address[row] as number)) {
      const within = startTolerance + missed.startWithin;
      if (mayHaveStarted(this.exits, row, missed.startedAt, within)) {
        columns.startedAt[row] = missed.startedAt;
        columns.startWithin[row] = missed.startWithin;
        return { kind: 'counters', counters: missed.counters };
      }
    }
    return isBornSince(missedBefore.since, startedAt, startTolerance)
      ? { kind: 'birth' }
      : undefined;
  }

  /** The task may be listed in this pass under the id it had before it took its leader's place. */
  #rememberFormerId(row: number, base: Base): void {
    const { next, startTolerance } = this.#input;
    const listed = rowUnderFormerId(this.#input, this.exits, row, base);
    if (listed < 0) return;
    const startedAt = next.columns.startedAt[listed] as number;
    const end = { ...endedTask(this.exits, row, startTolerance), startedAt };
    this.ended.set(next.columns.tid[listed] as number, end);
  }

  /** @returns whether it is another task than the one that is remembered by this id, and a later one */
  #remember(row: number): boolean {
    const tid = this.exits.columns.tid[row] as number;
    const end = endedTask(this.exits, row, this.#input.startTolerance);
    const other = this.ended.get(tid);
    if (other !== undefined) {
      const isSame = mayHaveStarted(this.exits, row, other.startedAt, other.uncertainty);
      if (isSame) this.ended.set(tid, { ...end, before: other });
      if (isSame || end.startedAt < other.startedAt) return false;
    }
    this.ended.set(tid, end);
    return true;
  }
}

/**
 * When another thread of a process runs exec, it takes the leader's id and start, and the leader has that thread's id until its last switch. An exact
 * engine can tell by the start, and gives the exit its id back.
 */
const giveLeaderItsId = (previous: SnapshotView, { columns }: Snapshot, row: number): void => {
  const tgid = columns.tgid[row] as number;
  if (tgid === 0 || tgid === columns.tid[row]) return;
  const leader = findRow(previous, tgid);
  if (leader < 0 || previous.columns.startedAt[leader] !== columns.startedAt[row]) return;
  const own = findRow(previous, columns.tid[row] as number);
  // If the thread was created in the same nanosecond as its leader, the id is its own.
  if (own >= 0 && previous.columns.startedAt[own] === columns.startedAt[row]) return;
  columns.tid[row] = tgid;
};
