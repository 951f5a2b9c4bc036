/** Two ranges compared, for people: average rates now and before, whose changed most first. */
import type { BytesPerSecond } from '../lib/units.ts';
import { groupingOf } from '../model/grouping.ts';
import type { ComparedRow } from '../model/range-compare.ts';
import { compareReports } from '../model/range-compare.ts';
import type { RangeReport } from '../model/range-report.ts';
import { UNKNOWN } from './cell.ts';
import { rateText } from './range-columns.ts';
import { aligned, missingPart, summaryLines } from './range-report-text.ts';
import { sanitize } from './sanitize.ts';

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

const COLUMNS = (['right', 'right', 'right', 'right', 'right', 'left'] as const).map((align) => ({
  align,
}));

const titlesOf = ({ by }: RangeReport): readonly string[] => [
  'READ',
  'BEFORE',
  'WRITTEN',
  'BEFORE',
  'CHANGE',
  groupingOf(by).title,
];

const cellsOf = ({ subject, now, before, change }: ComparedRow): readonly string[] => [
  now === undefined ? UNKNOWN : rateText(now.read),
  before === undefined ? UNKNOWN : rateText(before.read),
  now === undefined ? UNKNOWN : rateText(now.write),
  before === undefined ? UNKNOWN : rateText(before.write),
  `${change > 0 ? '+' : ''}${rateText(change as BytesPerSecond)}`,
  `${subject.pid === undefined ? '' : `${subject.pid} `}${sanitize(subject.name)}`,
];
