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
import { type EndedTask, type EndedTasks, endedTask } from './ended-tasks.ts';
import { exitOfLeader, hasEnded, rowUnderFormerId, takeoverBase } from './exec-takeover.ts';
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
  const { activity, startTolerance } = input;
  const known = new ExitMatcher(input);
  const { exits } = known;
  const unmatched: number[] = [];
  if (startTolerance === 0) giveLeadersTheirIds(input, exits);
  for (let row = 0; row < exits.count; row++) {
    // Where starts are estimates, two tasks of one id may look like one: only an exit that fits nowhere else is taken for the same task's.
    const again = startTolerance === 0 && exitOfLeader(input, known, exits, row) !== undefined;
    const base = again ? undefined : known.baseOf(row);
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
  readonly byTid = new Map<number, Map<number, KnownExit>>();
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
    const { previous, startTolerance } = this.#input;
    const { exits } = this;
    const before = findRow(previous, exits.columns.tid[row] as number);
    const isSame = before >= 0 && isSameTask(previous, before, exits, row, startTolerance);
    if (isSame && areTwoTasks(previous, before, exits, row)) return undefined;
    if (isSame && !hasEnded(this.#input, this, before)) {
      const { startedAt, startWithin } = previous.columns;
      exits.columns.startedAt[row] = startedAt[before] as number;
      exits.columns.startWithin[row] = startWithin[before] as number;
      return { kind: 'row', row: before };
    }
    const startedAt = exits.columns.startedAt[row] as number;
    if (isBornSince(previous.startedAt, startedAt, startTolerance)) {
      // It may have been listed as a thread, before its leader was.
      const isSeen = startTolerance === 0 && startedAt <= previous.endedAt;
      const base = isSeen ? takeoverBase(this.#input, this, this.exits, row) : undefined;
      return base ?? { kind: 'birth' };
    }
    return isSame ? undefined : this.#missedBase(row);
  }

  /** Estimated starts may be equal: then the exits pass for one task's. */
  add(row: number, base: Base): void {
    const { tid, startedAt } = this.exits.columns;
    const same = this.byTid.get(tid[row] as number)?.get(startedAt[row] as number);
    if (same === undefined) this.#addNew(row, base);
    else this.#addTo(same, row, base);
  }

  /** Of a task that had taken its leader's place: adds its rise to the leader's exit, under the later name, for both are reported as one task. */
  addSuccessor(row: number, base: Base): void {
    const leader = exitOfLeader(this.#input, this, this.exits, row);
    if (leader === undefined) this.#addNew(row, base);
    else this.#addTo(leader, row, base);
  }

  #addNew(row: number, base: Base): void {
    const { tid, startedAt } = this.exits.columns;
    const exit = { row, base };
    this.#remember(row, base);
    const ofId = this.byTid.get(tid[row] as number) ?? new Map<number, KnownExit>();
    this.byTid.set(tid[row] as number, ofId.set(startedAt[row] as number, exit));
    this.all.push(exit);
  }

  #addTo({ row: first }: KnownExit, row: number, base: Base): void {
    const { previous } = this.#input;
    const { columns } = this.exits;
    this.#remember(row, base);
    for (const name of COUNTERS) {
      const rise = (columns[name][row] as number) - baseValue(base, previous, name);
      columns[name][first] = (columns[name][first] as number) + rise;
    }
    // The kernel hands exits out in no order.
    if ((columns.readBefore[row] as number) < (columns.readBefore[first] as number)) return;
    columns.readBefore[first] = columns.readBefore[row] as number;
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
    this.#chain(next.columns.tid[listed] as number, end);
  }

  #remember(row: number, base: Base): void {
    if (base.kind === 'row') this.endedRows.add(base.row);
    const tid = this.exits.columns.tid[row] as number;
    this.#chain(tid, endedTask(this.exits, row, this.#input.startTolerance));
    this.#rememberFormerId(row, base);
  }

  #chain(tid: number, end: EndedTask): void {
    this.ended.set(tid, { ...end, before: this.ended.get(tid) });
  }
}

/**
 * When another thread of a process runs exec, it takes the leader's id and start, and the leader has that thread's id until its last switch. An exact
 * engine can tell by the start, and gives the exit its id back.
 */
const giveLeadersTheirIds = ({ previous, next }: DifferenceInput, exits: Snapshot): void => {
  const { tid, tgid, startedAt } = exits.columns;
  const led = startsOfLeaders(exits);
  for (let row = 0; row < exits.count; row++) {
    const leader = tgid[row] as number;
    if (leader === 0 || leader === tid[row]) continue;
    const start = startedAt[row] as number;
    const isLeaders =
      startOf(previous, leader) === start ||
      startOf(next, leader) === start ||
      led.get(leader)?.has(start) === true;
    // If the thread was created in the same nanosecond as its leader, the id is its own.
    if (isLeaders && startOf(previous, tid[row] as number) !== start) tid[row] = leader;
  }
};

const startOf = (of: SnapshotView, tid: number): number | undefined => {
  const row = findRow(of, tid);
  return row < 0 ? undefined : of.columns.startedAt[row];
};

/** Starts of the exits that bear a leader's id, by that id. */
const startsOfLeaders = ({ columns, count }: SnapshotView): Map<number, Set<number>> => {
  const starts = new Map<number, Set<number>>();
  for (let row = 0; row < count; row++) {
    const tid = columns.tid[row] as number;
    if (tid !== columns.tgid[row]) continue;
    starts.set(tid, (starts.get(tid) ?? new Set<number>()).add(columns.startedAt[row] as number));
  }
  return starts;
};
