/** Differences between snapshots as the live source makes them, and the entries made of them. */
import type { TaskEntry } from '../../../src/sample/sample.ts';
import { type Difference, difference } from '../../../src/sampler/difference/difference.ts';
import type { DifferenceInput } from '../../../src/sampler/difference/inputs.ts';
import { buildEntry, type EntryContext } from '../../../src/sampler/live/entry.ts';
import { keepKnownStarts } from '../../../src/sampler/table/identity.ts';
import type { Snapshot, SnapshotColumns } from '../../../src/sampler/table/snapshot.ts';

export type Interval = DifferenceInput & { readonly previous: Snapshot; readonly next: Snapshot };

/** The difference, once `next` has been given the starts that are known. */
export const differenceOf = (input: Interval): Difference => {
  keepKnownStarts(input.previous, input.next, input.startTolerance);
  return difference(input);
};

/** The same. @throws Error when it changed a byte of its inputs */
export const checkedDifferenceOf = (input: Interval): Difference => {
  keepKnownStarts(input.previous, input.next, input.startTolerance);
  const before = stateOf(input);
  const found = difference(input);
  if (stateOf(input) !== before) throw new Error('difference changed one of its inputs');
  return found;
};

/** Every byte of an interval: the snapshots with the rows beyond their count, and what the interval before left. */
const stateOf = ({ previous, next, exits, endedBefore, missedBefore }: DifferenceInput): string => {
  const facts = {
    ended: [...endedBefore],
    missed: [missedBefore?.since, ...(missedBefore?.tasks ?? [])],
    passes: [previous, next, exits].map(({ count, startedAt, endedAt }) => [
      count,
      startedAt,
      endedAt,
    ]),
  };
  const columns = [previous, next, exits].flatMap((of) =>
    Object.values(of.columns as SnapshotColumns),
  );
  const bytes = columns.map(({ buffer }) => Buffer.from(buffer).toString('latin1'));
  return [JSON.stringify(facts), ...bytes].join();
};

type Wishes = Partial<Pick<EntryContext, 'now' | 'totals' | 'waitsWithin'>>;

/** Entries of what changed; how many of their figures were thrown away. */
export const entriesOf = (
  { changes, exits }: Difference,
  { previous, next }: Interval,
  { now = next, totals = 'without-totals', waitsWithin = 'life' }: Wishes = {},
): { readonly entries: readonly TaskEntry[]; readonly discarded: number } => {
  let discarded = 0;
  const entries = changes.map(({ kind, row, base }) => {
    const context = { now, previous, totals, waitsWithin };
    const of = kind === 'live' ? next : exits;
    const built = buildEntry(of, row, base, context);
    discarded += built.discarded;
    if (kind === 'ended') built.entry.ended = true;
    return built.entry;
  });
  return { entries, discarded };
};
