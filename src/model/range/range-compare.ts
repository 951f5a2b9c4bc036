/** Compares two reports: who does more than before, who less. By rates, since ranges differ in length. */
import { defined } from '../../lib/defined.ts';
import { type Bytes, type BytesPerSecond, bytesPerSecond } from '../../lib/units.ts';
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
};

/** Over the recorded time of the range. */
export type AverageRates = { readonly read: BytesPerSecond; readonly write: BytesPerSecond };

/**
 * Whose rate changed most comes first, up or down.
 *
 * @param now, before with all their rows: a group may be large in one and small in the other
 */
export const compareReports = (now: RangeReport, before: RangeReport): readonly ComparedRow[] => {
  const [later, earlier] = [byKey(now), byKey(before)];
  // A group that is in both has its later name.
  const groups = [...new Map([...earlier, ...later]).values()];
  return groups
    .map(({ key, subject }) => {
      const [rowNow, rowBefore] = [later.get(key), earlier.get(key)];
      const ratesNow = rowNow && ratesOf(rowNow, now);
      const ratesBefore = rowBefore && ratesOf(rowBefore, before);
      const change = sumOf(ratesNow) - sumOf(ratesBefore);
      return { ...defined({ now: ratesNow, before: ratesBefore }), key, subject, change };
    })
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change) || (a.key < b.key ? -1 : 1));
};

const byKey = ({ rows }: RangeReport): ReadonlyMap<string, RangeRow> =>
  new Map(rows.map((row) => [row.key, row]));

const NONE = 0 as Bytes;

const ratesOf = ({ amounts }: RangeRow, { length }: RangeReport): AverageRates => ({
  read: bytesPerSecond(amounts.read ?? NONE, length),
  write: bytesPerSecond(amounts.write ?? NONE, length),
});

const sumOf = (rates: AverageRates | undefined): number =>
  rates === undefined ? 0 : rates.read + rates.write;
