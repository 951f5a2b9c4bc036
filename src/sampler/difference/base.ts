/** Where counters stood before what a difference tells of. */
import { assertNever } from '../../lib/assert-never.ts';
import { COUNTERS, type Counter, type Snapshot } from '../table/snapshot.ts';

/** Counters as they stood. NaN: unknown. */
export type CountersAt = Readonly<Record<Counter, number>>;

/** Where the "before" of a change is. */
export type Base =
  | { readonly kind: 'row'; readonly row: number }
  /** No row of the last snapshot, but known. */
  | { readonly kind: 'counters'; readonly counters: CountersAt }
  /** Born in the interval: everything counts. */
  | { readonly kind: 'birth' }
  /** First seen, but older: what it did in the interval is unknown. */
  | { readonly kind: 'unknown' };

/** NaN: unknown. */
export const startOf = (base: Base, previous: Snapshot, name: Counter): number => {
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
export const countersAt = ({ columns }: Snapshot, row: number): CountersAt =>
  countersBy((name) => columns[name][row] as number);

export const countersBy = (value: (name: Counter) => number): CountersAt =>
  Object.fromEntries(COUNTERS.map((name) => [name, value(name)])) as CountersAt;
