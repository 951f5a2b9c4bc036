/** One task of a difference as a `TaskEntry`: the only place where rows become objects, and only for tasks that matter. */
import { decodeCString } from '../../lib/text.ts';
import { nanoseconds } from '../../lib/units.ts';
import type { TaskEntry, Tid, Totals } from '../../sample/sample.ts';
import { type Base, baseValue } from '../difference/base.ts';
import type { Engine } from '../engine.ts';
import { findRow } from '../table/identity.ts';
import {
  COMM_LENGTH,
  COUNTERS,
  type Counter,
  type Snapshot,
  type TaskColumns,
} from '../table/snapshot.ts';

/** Where leaders are looked for, in this order; whether totals are wanted; and how long a wait may be. */
export type Neighbours = {
  readonly next: Snapshot;
  readonly previous: Snapshot;
  readonly totals: TotalsWish;
  /** Of the engine. */
  readonly waitsWithin: Engine['waitsWithin'];
  /** Leaders that ended in the interval; absent: not looked at. */
  readonly endedLeaders?: EndedLeaders;
  /** Boot clock, ns: end of the first pass, for what waited then may have waited before. Absent: none of them waits. */
  readonly watchedSince?: number;
};
/** Rows of `exits` by tid. */
export type EndedLeaders = { readonly exits: Snapshot; readonly rows: ReadonlyMap<number, number> };
export type TotalsWish = 'with-totals' | 'without-totals';

type Mutable<Type> = { -readonly [Field in keyof Type]: Type[Field] };
/** An entry while it is being made: nobody else holds it yet. */
export type EntryDraft = Mutable<TaskEntry>;

/** An entry, and how many of its figures were thrown away because they cannot be. */
export type BuiltEntry = { readonly entry: EntryDraft; readonly discarded: number };

type Start = { readonly base: Base; readonly previous: Snapshot };

/**
 * @param of the snapshot that holds the row: `next`, or the exits
 */
export const buildEntry = (
  of: Snapshot,
  row: number,
  base: Start,
  neighbours: Neighbours,
): BuiltEntry => {
  const entry = identityOf(of.columns, row, neighbours);
  fillFields(entry, of.columns, row);
  fillWait(entry, of.columns.waitingSince[row] as number, neighbours);
  const longest = longestRise(of.columns, row, base, neighbours);
  const discarded = fillIncrease(entry, of.columns, row, { ...base, longest });
  if (neighbours.totals === 'with-totals') entry.totals = totalsOf(of.columns, row);
  return { entry, discarded };
};

/** Assignments rather than spreads: lists of all tasks are made of thousands of these. */
const fillIncrease = (
  entry: EntryDraft,
  columns: TaskColumns,
  row: number,
  { base, previous, longest }: Start & { readonly longest: number },
): number => {
  let discarded = 0;
  for (let i = 0; i < COUNTERS.length; i++) {
    const name = COUNTERS[i] as Counter;
    const to = columns[name][row] as number;
    if (Number.isNaN(to)) continue;
    const most = isWait(name) ? longest : Number.POSITIVE_INFINITY;
    const rise = to - baseValue(base, previous, name);
    if (rise >= 0 && rise <= most) (entry as Record<string, unknown>)[name] = compact(rise);
    else if (!Number.isNaN(rise)) discarded += 1;
  }
  return discarded;
};

/**
 * The same number, as an integer where it is a small one. What comes out of a Float64Array is a box of its own to V8, 16 bytes
 * each, and of idle tasks there are a dozen a task, nearly all of them nothing.
 */
const compact = (value: number): number => ((value | 0) === value ? value | 0 : value);

/** Where the counters stand; an impossible wait is left out. */
const totalsOf = (columns: TaskColumns, row: number): Totals => {
  const totals: Partial<Record<Counter, number>> & { kind: 'totals' } = { kind: 'totals' };
  const longestWait = ageOf(columns, row) + AGE_MARGIN;
  for (let i = 0; i < COUNTERS.length; i++) {
    const name = COUNTERS[i] as Counter;
    const value = columns[name][row] as number;
    if (!Number.isNaN(value) && !(isWait(name) && value > longestWait))
      totals[name] = compact(value);
  }
  return totals as Totals;
};

/** A counter does not fall, and nobody waits longer than they live: the kernel sometimes says a task waited since boot. */
const isWait = (name: Counter): boolean => name === 'ioWait' || name === 'swapWait';

/** How much a wait can have risen. */
const longestRise = (
  columns: TaskColumns,
  row: number,
  { base, previous }: Start,
  { waitsWithin }: Neighbours,
): number => {
  const since =
    base.kind === 'row' && waitsWithin === 'interval'
      ? (previous.columns.readAfter[base.row] as number)
      : (columns.startedAt[row] as number);
  return (columns.readBefore[row] as number) - since + AGE_MARGIN;
};

const ageOf = (columns: TaskColumns, row: number): number =>
  (columns.readBefore[row] as number) - (columns.startedAt[row] as number);

/** Starts are estimates, and a wait that went on at the beginning counts whole. */
const AGE_MARGIN = 50e6;

const identityOf = (columns: TaskColumns, row: number, neighbours: Neighbours): EntryDraft => {
  const tid = columns.tid[row] as Tid;
  const tgid = columns.tgid[row] as number;
  const comm = commOf(columns, row);
  const entry: EntryDraft = { tid, startedAt: nanoseconds(columns.startedAt[row] as number), comm };
  if (tgid !== 0) entry.tgid = tgid as Tid;
  if (tgid !== 0 && tgid !== tid) fillLeader(entry, tgid, neighbours);
  if (columns.kernelThread[row] === 1) entry.kernelThread = true;
  return entry;
};

const fillLeader = (entry: EntryDraft, tgid: number, neighbours: Neighbours): void => {
  const leader = findLeader(tgid, entry.startedAt, neighbours);
  if (leader === undefined) return;
  const { columns, row } = leader;
  entry.processStartedAt = nanoseconds(columns.startedAt[row] as number);
  const comm = commOf(columns, row);
  if (comm !== entry.comm) entry.processComm = comm;
};

type Place = { readonly columns: TaskColumns; readonly row: number };

/** Where it lives, else where it ended, else where it was; who started later than the thread is another's, with the same id. */
const findLeader = (
  tgid: number,
  threadStartedAt: number,
  { next, endedLeaders, previous }: Neighbours,
): Place | undefined => {
  const isOlder = ({ columns, row }: Place): boolean =>
    row >= 0 && (columns.startedAt[row] as number) <= threadStartedAt + AGE_MARGIN;
  const living = { columns: next.columns, row: findRow(next, tgid) };
  if (isOlder(living)) return living;
  if (endedLeaders !== undefined) {
    const { exits, rows } = endedLeaders;
    const ended = { columns: exits.columns, row: rows.get(tgid) ?? -1 };
    if (isOlder(ended)) return ended;
  }
  const before = { columns: previous.columns, row: findRow(previous, tgid) };
  return isOlder(before) ? before : undefined;
};

/** The leaders among tasks that ended; of two with one id the later. */
export const leadersIn = (exits: Snapshot): EndedLeaders => {
  const rows = new Map<number, number>();
  const { tid, tgid } = exits.columns;
  for (let row = 0; row < exits.count; row++) {
    if (tid[row] === tgid[row]) rows.set(tid[row] as number, row);
  }
  return { exits, rows };
};

const commOf = (columns: TaskColumns, row: number): string =>
  decodeCString(columns.comm, row * COMM_LENGTH, (row + 1) * COMM_LENGTH);

/** NaN: it does not wait. A wait found going on was noted as beginning there and then, in the first pass. */
const fillWait = (entry: EntryDraft, since: number, { watchedSince }: Neighbours): void => {
  if (Number.isNaN(since)) return;
  entry.waitingSince = nanoseconds(since);
  if (watchedSince !== undefined && since <= watchedSince) entry.waitingLonger = true;
};

/** An I/O priority's class is above this bit; 0 is none. */
const IO_PRIORITY_CLASS_SHIFT = 13;

const fillFields = (entry: EntryDraft, columns: TaskColumns, row: number): void => {
  const uid = columns.uid[row] as number;
  const cgroup = columns.cgroup[row] as number;
  const ioPriority = columns.ioPriority[row] as number;
  const state = columns.state[row] as number;
  if (!Number.isNaN(uid)) entry.uid = compact(uid);
  if (!Number.isNaN(cgroup)) entry.cgroup = compact(cgroup);
  // Class none says nothing by itself: whoever describes the entry finds out what it comes to.
  if (ioPriority >> IO_PRIORITY_CLASS_SHIFT > 0) entry.ioPriority = ioPriority;
  if (state !== 0) entry.state = String.fromCharCode(state);
};
