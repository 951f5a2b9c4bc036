/** The figures of two ranges compared, as one table: text and CSV are printed from it. */
import type { BytesPerSecond } from '../../lib/units.ts';
import type { AverageRates, ComparedRow } from '../../model/range/range-compare.ts';
import { UNKNOWN } from '../text/cell.ts';
import { rateText } from './range-columns.ts';

export type CompareColumn = {
  readonly title: string;
  /** The name in CSV. */
  readonly name: string;
  readonly text: (row: ComparedRow) => string;
  /** Bytes a second; undefined is an empty cell. */
  readonly raw: (row: ComparedRow) => number | undefined;
};

const rateColumn = (
  title: string,
  name: string,
  range: 'now' | 'before',
  direction: keyof AverageRates,
): CompareColumn => ({
  title,
  name,
  text: ({ [range]: rates }) => (rates === undefined ? UNKNOWN : rateText(rates[direction])),
  raw: ({ [range]: rates }) => rates?.[direction],
});

export const COMPARE_COLUMNS: readonly CompareColumn[] = [
  rateColumn('READ', 'read_bytes_per_second', 'now', 'read'),
  rateColumn('BEFORE', 'read_before_bytes_per_second', 'before', 'read'),
  rateColumn('WRITTEN', 'write_bytes_per_second', 'now', 'write'),
  rateColumn('BEFORE', 'write_before_bytes_per_second', 'before', 'write'),
  {
    title: 'CHANGE',
    name: 'change_bytes_per_second',
    text: ({ change }) => `${change > 0 ? '+' : ''}${rateText(change as BytesPerSecond)}`,
    raw: ({ change }) => change,
  },
];
