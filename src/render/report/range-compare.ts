/** Two ranges compared: the figures as one table, which text and CSV are printed from, and the text for people. */
import type { BytesPerSecond } from '../../lib/units.ts';
import { groupingOf } from '../../model/range/grouping.ts';
import {
  type AverageRates,
  type ComparedRow,
  compareReports,
} from '../../model/range/range-compare.ts';
import type { RangeReport } from '../../model/range/range-report.ts';
import { sanitize } from '../text/sanitize.ts';
import { type RangeColumn, rateText, subjectColumns } from './range-columns.ts';
import { missingPart, summaryLines } from './range-report-text.ts';
import { rangeTable } from './range-table.ts';

const rateColumn = (
  title: string,
  name: string,
  range: 'now' | 'before',
  direction: keyof AverageRates,
): RangeColumn<ComparedRow> => ({
  title,
  name,
  align: 'right',
  text: ({ [range]: rates }) => rates && rateText(rates[direction]),
  raw: ({ [range]: rates }) => rates?.[direction],
});

export const COMPARE_COLUMNS: readonly RangeColumn<ComparedRow>[] = [
  rateColumn('READ', 'read_bytes_per_second', 'now', 'read'),
  rateColumn('BEFORE', 'read_before_bytes_per_second', 'before', 'read'),
  rateColumn('WRITTEN', 'write_bytes_per_second', 'now', 'write'),
  rateColumn('BEFORE', 'write_before_bytes_per_second', 'before', 'write'),
  {
    title: 'CHANGE',
    name: 'change_bytes_per_second',
    align: 'right',
    text: ({ change }) => `${change > 0 ? '+' : ''}${rateText(change as BytesPerSecond)}`,
    raw: ({ change }) => change,
  },
];

/** Average rates now and before; whose rate changed most comes first. @param top rows at most @param room as in `rangeReportText` */
export const rangeCompareText = (
  now: RangeReport,
  before: RangeReport,
  top: number,
  room?: number,
): string => {
  const rows = compareReports(now, before).slice(0, top);
  const lines = [
    ...summaryLines(now),
    '',
    'compared with',
    ...summaryLines(before),
    ...missingPart(now, before),
    '',
    ...rangeTable([...COMPARE_COLUMNS, nameColumn(now)], rows, { room }),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
};

const nameColumn = ({ by }: RangeReport): RangeColumn<ComparedRow> => ({
  ...subjectColumns(groupingOf(by)).name,
  text: ({ subject }) =>
    `${subject.pid === undefined ? '' : `${subject.pid} `}${sanitize(subject.name)}`,
});
