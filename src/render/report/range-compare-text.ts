/** Two ranges compared, for people: average rates now and before; whose rate changed most comes first. */
import { groupingOf } from '../../model/range/grouping.ts';
import type { ComparedRow } from '../../model/range/range-compare.ts';
import { compareReports } from '../../model/range/range-compare.ts';
import type { RangeReport } from '../../model/range/range-report.ts';
import { sanitize } from '../text/sanitize.ts';
import { COMPARE_COLUMNS } from './range-compare-columns.ts';
import { aligned, missingPart, summaryLines } from './range-report-text.ts';

/** @param top rows at most */
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
