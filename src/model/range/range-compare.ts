/** Compares two reports: who does more than before, who less. By rates, since ranges differ in length. */
import { defined } from '../../lib/defined.ts';
import { type Bytes, type BytesPerSecond, bytesPerSecond, type Ratio } from '../../lib/units.ts';
import type { Subject } from './grouping.ts';
import type { RangeReport, RangeRow } from './range-report.ts';

/** One group. `now` or `before` is absent when nothing was seen of it in that range. */
export type ComparedRow = {
  readonly key: string;
  readonly subject: Subject;
  readonly now?: AverageRates;
  readonly before?: AverageRates;
  /** Bytes a second more than before, read and written. */
  readonly change: number;
  /** Seconds more a second in which its tasks waited for I/O; 0 where one of the ranges does not know. */
  readonly waitChange: number;
  /** Of all groups' changes, up or down: its part in those of bytes or in those of waits, whichever is larger. */
  readonly part: Ratio;
};

/** Over the recorded time of the range. */
type AverageRates = {
  readonly read: BytesPerSecond;
  readonly write: BytesPerSecond;
  /** Seconds a second, summed over tasks: of two that wait all the time 2. Absent: unknown. */
  readonly ioWait?: number;
};

/**
 * Who has the largest part in what changed comes first, up or down, be it bytes or waits.
 *
 * @param now, before with all their rows: a group may be large in one and small in the other
 */
export const compareReports = (now: RangeReport, before: RangeReport): readonly ComparedRow[] => {
  const [later, earlier] = [byKey(now), byKey(before)];
  // A group that is in both has its later name.
  const groups = [...new Map([...earlier, ...later]).values()];
  const knowWaits = [now, before].every(({ total }) => total.ioWait !== undefined);
  const compared = groups.map(({ key, subject }) => {
    const [rowNow, rowBefore] = [later.get(key), earlier.get(key)];
    const ratesNow = rowNow && ratesOf(rowNow, now);
    const ratesBefore = rowBefore && ratesOf(rowBefore, before);
    const change = sumOf(ratesNow) - sumOf(ratesBefore);
    const waitChange = knowWaits ? (ratesNow?.ioWait ?? 0) - (ratesBefore?.ioWait ?? 0) : 0;
    return { ...defined({ now: ratesNow, before: ratesBefore }), key, subject, change, waitChange };
  });
  const all = changedIn(compared);
  return compared
    .map((row) => {
      const part = Math.max(
        partOf(row.change, all.bytes),
        partOf(row.waitChange, Math.max(LEAST_WAITS, all.waits)),
      );
      return { ...row, part: part as Ratio };
    })
    .sort((a, b) => b.part - a.part || (a.key < b.key ? -1 : 1));
};

/** By how much some groups changed, up and down added up: bytes a second, and seconds of waiting a second. */
export const changedIn = (
  rows: readonly Pick<ComparedRow, 'change' | 'waitChange'>[],
): { readonly bytes: number; readonly waits: number } => ({
  bytes: rows.reduce((sum, { change }) => sum + Math.abs(change), 0),
  waits: rows.reduce((sum, { waitChange }) => sum + Math.abs(waitChange), 0),
});

/** Seconds a second. Where waits changed by less in all, nobody's is a large part of anything. */
const LEAST_WAITS = 0.05;

const partOf = (change: number, all: number): number => (all > 0 ? Math.abs(change) / all : 0);

const byKey = ({ rows }: RangeReport): ReadonlyMap<string, RangeRow> =>
  new Map(rows.map((row) => [row.key, row]));

const NONE = 0 as Bytes;

const ratesOf = ({ amounts }: RangeRow, { length }: RangeReport): AverageRates => ({
  read: bytesPerSecond(amounts.read ?? NONE, length),
  write: bytesPerSecond(amounts.write ?? NONE, length),
  ...defined({ ioWait: amounts.ioWait && length > 0 ? amounts.ioWait / length : amounts.ioWait }),
});

const sumOf = (rates: AverageRates | undefined): number =>
  rates === undefined ? 0 : rates.read + rates.write;
