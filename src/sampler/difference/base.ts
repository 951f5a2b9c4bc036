/** Where a task's counters stood at the beginning of the interval. */
import { assertNever } from '../../lib/errors.ts';
import { COUNTERS, type Counter, type SnapshotView } from '../table/snapshot.ts';

/** The counters of one task at one moment. NaN: unknown. */
export type CountersAt = Readonly<Record<Counter, number>>;

/** Where the values at the beginning of the interval are found. */
export type Base =
  | { readonly kind: 'row'; readonly row: number }
  /** In no row of the previous snapshot, but known. */
  | { readonly kind: 'counters'; readonly counters: CountersAt }
  /** Born in the interval: everything counts. */
  | { readonly kind: 'birth' }
  /** First seen, but older: what it did in the interval is unknown. */
  | { readonly kind: 'unknown' };

/** A counter's value at the beginning of the interval. NaN: unknown. */
export const baseValue = (base: Base, previous: SnapshotView, name: Counter): number => {
  switch (base.kind) {
    case 'counters':
      return base.counters[name];
    case 'birth':
      return 0;
    case 'row':
      return previous.columns[name][base.row] as number;
    case 'unknown':
      return Number.NaN;
    default:
      return assertNever(base);
  }
};

/** The counters of one row, out of their columns. */
export const countersAt = ({ columns }: SnapshotView, row: number): CountersAt =>
  countersBy((name) => columns[name][row] as number);

export const countersBy = (value: (name: Counter) => number): CountersAt =>
  Object.fromEntries(COUNTERS.map((name) => [name, value(name)])) as CountersAt;

/** Whether a task started after the pass of `since` (boot clock, ns) began, or was being created then and in no list yet. */
export const isBornSince = (since: number, startedAt: number, tolerance: number): boolean =>
  startedAt >= bornFrom(since, tolerance);

/** Boot clock, ns: who started then or later was born since. */
export const bornFrom = (since: number, tolerance: number): number =>
  since - Math.max(tolerance, CREATION);

/** ns: a task gets its start this long, at most, before it is in the list. */
const CREATION = 20e6;
