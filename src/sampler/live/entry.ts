/** One task of a difference as a `TaskEntry`. */
import { nanoseconds } from '../../lib/units.ts';
import type { SourceNeeds } from '../../sample/source.ts';
import {
  compact,
  draftOf,
  type EntryDraft,
  findRow,
  isFollower,
  isWait,
  mayLead,
  type RowPlace,
  START_MARGIN,
  totalsAt,
} from '../../sample/task-row.ts';
import { type Base, baseValue } from '../difference/base.ts';
import type { Engine } from '../engine.ts';
import { COUNTERS, type Counter, type Snapshot, type SnapshotColumns } from '../table/snapshot.ts';

/** What an entry is made of beside its row. */
export type EntryContext = {
  /** All tasks as they are, and as they were where they changed: a thread's leader is looked for here too. */
  readonly now: Snapshot;
  readonly previous: Snapshot;
  readonly totals: SourceNeeds['totals'];
  /** Of the engine. */
  readonly waitsWithin: Engine['waitsWithin'];
  /** Leaders that ended in the interval, by tid; absent: not looked at. */
  readonly endedLeaders?: ReadonlyMap<number, RowPlace>;
  /** Boot clock, ns: end of the first pass; what waited then may have waited before. Absent: nothing did. */
  readonly watchedSince?: number;
};

/** An entry, and how many of its figures were thrown away because they cannot be. */
type BuiltEntry = { readonly entry: EntryDraft; readonly discarded: number };

/** @param of the snapshot that holds the row: `next`, or the exits @param base what is subtracted from its counters */
export const buildEntry = (
  of: Snapshot,
  row: number,
  base: Base,
  context: EntryContext,
): BuiltEntry => {
  const place = { columns: of.columns, row };
  const entry = draftOf(place, isFollower(place) ? findLeader(place, context) : undefined);
  fillWait(entry, of.columns.waitingSince[row] as number, context);
  const longest = longestRise(of.columns, row, base, context);
  let discarded = 0;
  for (let i = 0; i < COUNTERS.length; i++) {
    const name = COUNTERS[i] as Counter;
    const rise = (of.columns[name][row] as number) - baseValue(base, context.previous, name);
    const most = isWait(name) ? longest : Number.POSITIVE_INFINITY;
    if (rise >= 0 && rise <= most) (entry as Record<string, unknown>)[name] = compact(rise);
    // A counter does not fall, and nobody waits longer than they live. NaN is unknown.
    else if (!Number.isNaN(rise)) discarded += 1;
  }
  if (context.totals === 'with-totals') entry.totals = totalsAt(place);
  return { entry, discarded };
};

/** How much a wait can have risen. */
const longestRise = (
  columns: SnapshotColumns,
  row: number,
  base: Base,
  { previous, waitsWithin }: EntryContext,
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
  { now, endedLeaders, previous }: EntryContext,
): RowPlace | undefined => {
  const tgid = thread.columns.tgid[thread.row] as number;
  const living = { columns: now.columns, row: findRow(now, tgid) };
  if (mayLead(living, thread)) return living;
  const ended = endedLeaders?.get(tgid);
  if (ended !== undefined && mayLead(ended, thread)) return ended;
  const earlier = { columns: previous.columns, row: findRow(previous, tgid) };
  return mayLead(earlier, thread) ? earlier : undefined;
};

/** The leaders among tasks that ended, by tid; of two with one id the later. */
export const leadersIn = ({ columns, count }: Snapshot): ReadonlyMap<number, RowPlace> => {
  const leaders = new Map<number, RowPlace>();
  for (let row = 0; row < count; row++) {
    const tid = columns.tid[row] as number;
    if (tid === columns.tgid[row]) leaders.set(tid, { columns, row });
  }
  return leaders;
};

/** NaN: it does not wait. A wait found going on was noted as beginning there and then, in the first pass. */
const fillWait = (entry: EntryDraft, since: number, { watchedSince }: EntryContext): void => {
  if (Number.isNaN(since)) return;
  entry.waitingSince = nanoseconds(since);
  if (watchedSince !== undefined && since <= watchedSince) entry.waitingLonger = true;
};
