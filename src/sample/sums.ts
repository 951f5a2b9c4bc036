/**
 * Sums of what samples say: of counters, and of lists by what tells their entries apart. Pure.
 *
 * No sum changes when parts are added first: also where hostile input has an entry twice.
 */
import { defined } from '../lib/defined.ts';
import type { Bytes, Nanoseconds } from '../lib/units.ts';
import { DISK_FIELDS, LATENCY_FIELDS } from './asked-fields.ts';
import { increaseNames } from './field.ts';
import type { DiskEntry, LatencyEntry, OwnerEntry } from './sample.ts';

type Counter = number | Bytes | Nanoseconds | undefined;

/** The sum of each counter; a counter that both lack stays absent. */
export const sumsOf = <Name extends string, T extends { readonly [N in Name]?: Counter }>(
  names: readonly Name[],
  before: T,
  after: T,
): Pick<T, Name> => {
  const sums: { [name: string]: number } = {};
  for (const name of names) {
    const [a, b] = [before[name], after[name]];
    if (a !== undefined || b !== undefined) sums[name] = (a ?? 0) + (b ?? 0);
  }
  // The same units as the summands'.
  return sums as Pick<T, Name>;
};

/** What is known, or both merged. */
export const mergeOptional = <T>(
  before: T | undefined,
  after: T | undefined,
  merge: (before: T, after: T) => T,
): T | undefined =>
  before === undefined || after === undefined ? (before ?? after) : merge(before, after);

/** Lists as one: entries with the same key are merged, in the order in which the first of each comes. */
export const mergeLists = <Entry>(
  before: readonly Entry[],
  after: readonly Entry[],
  keyOf: (entry: Entry) => string | number,
  merge: (before: Entry, after: Entry) => Entry,
): readonly Entry[] => {
  const merged = new Map<string | number, Entry>();
  for (const list of [before, after]) {
    for (const entry of list) {
      const key = keyOf(entry);
      const earlier = merged.get(key);
      merged.set(key, earlier === undefined ? entry : merge(earlier, entry));
    }
  }
  return [...merged.values()];
};

/** What devices were asked for, by device. */
export const sumDisks = (
  before: readonly DiskEntry[],
  after: readonly DiskEntry[],
): readonly DiskEntry[] => mergeLists(before, after, ({ device }) => device, sumAsked);

/** What a device was asked for, by owner. */
export const sumOwners = (
  before: readonly OwnerEntry[],
  after: readonly OwnerEntry[],
): readonly OwnerEntry[] => mergeLists(before, after, ({ owner }) => owner, sumAsked);

/** Requests completed, by how long they took; the shortest first. */
export const sumLatencies = (
  before: readonly LatencyEntry[],
  after: readonly LatencyEntry[],
): readonly LatencyEntry[] =>
  [...mergeLists(before, after, ({ below }) => below, sumLatency)].sort(
    (a, b) => a.below - b.below,
  );

/** Both together, whatever they are of: else as the first has it. */
export const sumAsked = <Entry extends Partial<DiskEntry | OwnerEntry>>(
  before: Entry,
  after: Entry,
): Entry => ({
  ...before,
  ...sumsOf(ASKED_INCREASES, before, after),
  ...defined({ latency: mergeOptional(before.latency, after.latency, sumLatencies) }),
});

const sumLatency = (before: LatencyEntry, after: LatencyEntry): LatencyEntry => ({
  ...before,
  ...sumsOf(LATENCY_INCREASES, before, after),
});

/** An owner's are the same. */
const ASKED_INCREASES = increaseNames(DISK_FIELDS);
const LATENCY_INCREASES = increaseNames(LATENCY_FIELDS);
