/** Two ranges compared: the figures as one table, which text and CSV are printed from, and the text for people. */

import type { BytesPerSecond } from '../../lib/units.ts';
import { groupingOf } from '../../model/range/grouping.ts';
import {
  type AverageRates,
  type ComparedRow,
  compareReports,
} from '../../model/range/range-compare.ts';
import type { RangeReport } from '../../model/range/range-report.ts';
import { UNKNOWN } from '../text/cell.ts';
import { sanitize } from '../text/sanitize.ts';
import { rateText } from './range-columns.ts';
import { aligned, missingPart, summaryLines } from './range-report-text.ts';

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

/** Average rates now and before; whose rate changed most comes first. @param top rows at most */
export const rangeCompareText = (now: RangeReport, before: RangeReport, top: number): string => {
  const rows = compareReports(now, before).slice(0, top);
  const lines = [
    ...summaryLines(now),
    ...missingPart(now),
    '',
    'compared with',
    ...summaryLines(before),
    ...missingPart(before),
    '',
    ...aligned(COLUMNS, [titlesOf(now), ...rows.map(cellsOf)]),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
};

const COLUMNS = [...COMPARE_COLUMNS.map(() => 'right' as const), 'left' as const].map((align) => ({
  align,
}));

const titlesOf = ({ by }: RangeReport): readonly string[] => [
  ...COMPARE_COLUMNS.map(({ title }) => title),
  groupingOf(by).title,
];

const cellsOf = (row: ComparedRow): readonly string[] => [
  ...COMPARE_COLUMNS.map(({ text }) => text(row)),
  `${row.subject.pid === undefined ? '' : `${row.subject.pid} `}${sanitize(row.subject.name)}`,
];
