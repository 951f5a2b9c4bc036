/** One task of a difference as a `TaskEntry`. */
import { nanoseconds } from '../../lib/units.ts';
import type { SourceNeeds } from '../../sample/source.ts';
import {
  compact,
  draftOf,
  type EntryDraft,
  isFollower,
  isWait,
  mayLead,
  type RowPlace,
  START_MARGIN,
  totalsAt,
} from '../../sample/task-row.ts';
import { type Base, baseValue } from '../difference/base.ts';
import type { Engine } from '../engine.ts';
import { findRow } from '../table/identity.ts';
import { COUNTERS, type Counter, type Snapshot, type TaskColumns } from '../table/snapshot.ts';

/** What an entry is made of beside its row. */
export type EntryContext = {
  /** The two passes: a thread's leader is looked for here too. */
  readonly next: Snapshot;
  readonly previous: Snapshot;
  readonly totals: SourceNeeds['totals'];
  /** Of the engine. */
  readonly waitsWithin: Engine['waitsWithin'];
  /** Leaders that ended in the interval; absent: not looked at. */
  readonly endedLeaders?: EndedLeaders;
  /** Boot clock, ns: end of the first pass; what waited then may have waited before. Absent: nothing did. */
  readonly watchedSince?: number;
};

/** Rows of `exits` by tid. */
export type EndedLeaders = { readonly exits: Snapshot; readonly rows: ReadonlyMap<number, number> };

/** An entry, and how many of its figures were thrown away because they cannot be. */
export type BuiltEntry = { readonly entry: EntryDraft; readonly discarded: number };

/** What is subtracted from the row's counters; `previous` has the row that `base` may name. */
type Before = { readonly base: Base; readonly previous: Snapshot };

/**
 * @param of the snapshot that holds the row: `next`, or the exits
 */
export const buildEntry = (
  of: Snapshot,
  row: number,
  before: Before,
  context: EntryContext,
): BuiltEntry => {
  const place = { columns: of.columns, row };
  const entry = draftOf(place, isFollower(place) ? findLeader(place, context) : undefined);
  fillWait(entry, of.columns.waitingSince[row] as number, context);
  const longest = longestRise(of.columns, row, before, context);
  const discarded = fillIncrease(entry, of.columns, row, { ...before, longest });
  if (context.totals === 'with-totals') entry.totals = totalsAt(place);
  return { entry, discarded };
};

/** What each counter rose by. @returns how many cannot be: a counter does not fall, and nobody waits longer than they live */
const fillIncrease = (
  entry: EntryDraft,
  columns: TaskColumns,
  row: number,
  { base, previous, longest }: Before & { readonly longest: number },
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

/** How much a wait can have risen. */
const longestRise = (
  columns: TaskColumns,
  row: number,
  { base, previous }: Before,
  { waitsWithin }: EntryContext,
): number => {
  const since =
    base.kind === 'row' && waitsWithin === 'interval'
      ? (previous.columns.readAfter[base.row] as number)
      : (columns.startedAt[row] as number);
  return (columns.readBefore[row] as number) - since + START_MARGIN;
};

/** Where it lives, else where it ended, else where it was. */
const findLeader = (
  thread: RowPlace,
  { next, endedLeaders, previous }: EntryContext,
): RowPlace | undefined => {
  const tgid = thread.columns.tgid[thread.row] as number;
  const living = { columns: next.columns, row: findRow(next, tgid) };
  if (mayLead(living, thread)) return living;
  const ended = endedLeaders?.rows.get(tgid);
  if (endedLeaders !== undefined && ended !== undefined) {
    const place = { columns: endedLeaders.exits.columns, row: ended };
    if (mayLead(place, thread)) return place;
  }
  const earlier = { columns: previous.columns, row: findRow(previous, tgid) };
  return mayLead(earlier, thread) ? earlier : undefined;
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

/** NaN: it does not wait. A wait found going on was noted as beginning there and then, in the first pass. */
const fillWait = (entry: EntryDraft, since: number, { watchedSince }: EntryContext): void => {
  if (Number.isNaN(since)) return;
  entry.waitingSince = nanoseconds(since);
  if (watchedSince !== undefined && since <= watchedSince) entry.waitingLonger = true;
};
