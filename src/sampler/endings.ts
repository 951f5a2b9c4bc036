/**
 * Whose the exits of an interval are, and which listed tasks are dead.
 *
 * A task that ends may be in the list of the same pass (it was read a moment before), in the lists of later ones (a zombie), or in none though its
 * record comes an interval late (it leaves the list before it is switched away from for good). Each of its bytes is counted once all the same.
 * See docs/decisions/0005-identity-and-exits.md.
 */
import type { Base, Change, DifferenceInput } from './difference.ts';
import { findRow, isSameTask, keepStart } from './identity.ts';
import { COUNTERS, type Counter, type Snapshot } from './snapshot.ts';

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
};

/** Counters as they stood. NaN: unknown. */
export type CountersAt = Readonly<Record<Counter, number>>;

/** Tasks that were listed in a pass, not in the next, and sent no record of their end in between: it may come an interval late. */
export type MissedTasks = {
  /** Boot clock, ns: when the pass they were listed in began. */
  readonly since: number;
  readonly tasks: ReadonlyMap<number, MissedTask>;
};

export type MissedTask = {
  readonly startedAt: number;
  readonly startWithin: number;
  readonly counters: CountersAt;
};

export type Endings = {
  readonly ended: EndedTasks;
  /** Rows of `exits`, by the tids of `ended`. */
  readonly exitRows: ReadonlyMap<number, number>;
  /** Rows of `previous` whose end is known. */
  readonly claimed: ReadonlySet<number>;
  /** The ends of tasks that ever did something. */
  readonly changes: readonly Change[];
  /** Rows of `exits` that end the same task once more: `again` that of the thread that had become it by exec. */
  readonly twice: readonly { readonly first: number; readonly again: number }[];
};

/** Finds for each exit what was known of its task. Exits of older tasks never seen say nothing of this interval and are left out. */
export const endingsOf = (input: DifferenceInput): Endings => {
  const { previous, exits, activity, startTolerance } = input;
  const changes: Change[] = [];
  const ended = new Map<number, EndedTask>();
  const exitRows = new Map<number, number>();
  const claimed = new Set<number>();
  const twice: { first: number; again: number }[] = [];
  for (let row = 0; row < exits.count; row++) {
    if (startTolerance === 0) giveLeaderItsId(previous, exits, row);
    const tid = exits.columns.tid[row] as number;
    const first = exitRows.get(tid);
    const again = first !== undefined && isSameTask(exits, first, exits, row, startTolerance);
    // Where starts are estimates, two tasks of one id may look like one: only who fits nowhere else is taken for it.
    const base = again && startTolerance === 0 ? undefined : exitBase(input, row, claimed);
    if (base === undefined && again) twice.push({ first, again: row });
    if (base === undefined) continue;
    if (base.kind === 'row') claimed.add(base.row);
    const end = endedTask(exits, row, startTolerance);
    if (!((ended.get(tid)?.startedAt ?? 0) > end.startedAt)) {
      ended.set(tid, end);
      exitRows.set(tid, row);
    }
    if (anyAbove(exits, row, activity)) changes.push({ kind: 'ended', row, base });
  }
  return { ended, exitRows, claimed, changes, twice };
};

/** Whether a listed task has ended and was reported: as one that ended after it was read, or as a zombie, which no longer does anything. */
export const isDead = (of: Snapshot, row: number, ended: EndedTasks): boolean => {
  if (ended.size === 0) return false;
  const { columns } = of;
  const end = ended.get(columns.tid[row] as number);
  if (end === undefined) return false;
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
  startedAt >= since - Math.max(tolerance, IN_THE_MAKING);

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
  if (
    known >= 0 &&
    !claimed.has(known) &&
    isSameTask(previous, known, exits, row, startTolerance) &&
    !isDead(previous, known, endedBefore)
  ) {
    keepStart(previous, known, exits, row);
    return { kind: 'row', row: known };
  }
  const startedAt = exits.columns.startedAt[row] as number;
  if (isBornSince(previous.startedAt, startedAt, startTolerance)) return { kind: 'birth' };
  return missedBase(input, row);
};

const missedBase = (
  { missedBefore, exits, startTolerance }: DifferenceInput,
  row: number,
): Base | undefined => {
  if (missedBefore === undefined) return undefined;
  const { columns } = exits;
  const startedAt = columns.startedAt[row] as number;
  const missed = missedBefore.tasks.get(columns.tid[row] as number);
  if (missed !== undefined) {
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
});

/** The counters of one row, out of their columns. */
export const countersAt = ({ columns }: Snapshot, row: number): CountersAt =>
  Object.fromEntries(COUNTERS.map((name) => [name, columns[name][row]])) as CountersAt;

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
