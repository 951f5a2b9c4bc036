/** Two ranges compared: the figures as one table, which text and CSV are printed from, and the text for people. */
import type { BytesPerSecond } from '../../lib/units.ts';
import { groupingOf } from '../../model/range/grouping.ts';
import { type ComparedRow, changedIn, compareReports } from '../../model/range/range-compare.ts';
import type { RangeReport } from '../../model/range/range-report.ts';
import { sanitize } from '../text/sanitize.ts';
import { devicesCompareLines } from './devices-compare.ts';
import {
  changeText,
  othersName,
  type RangeColumn,
  rateText,
  subjectColumns,
} from './range-columns.ts';
import { missingPart, summaryLines } from './range-report-text.ts';
import { rangeTable } from './range-table.ts';

const rateColumn = (
  title: string,
  name: string,
  range: 'now' | 'before',
  direction: 'read' | 'write',
): RangeColumn<ComparedRow> => ({
  title,
  name,
  align: 'right',
  text: ({ [range]: rates }) => rates && rateText(rates[direction]),
  raw: ({ [range]: rates }) => rates?.[direction],
});

const waitColumn = (
  title: string,
  name: string,
  range: 'now' | 'before',
): RangeColumn<ComparedRow> => ({
  title,
  name,
  align: 'right',
  text: ({ [range]: rates }) =>
    rates?.ioWait === undefined ? undefined : waitShareText(rates.ioWait),
  raw: ({ [range]: rates }) => rates?.ioWait,
});

/** Of several tasks it is more than 100 %. */
const waitShareText = (wait: number): string => `${(wait * 100).toFixed(2)} %`;

export const COMPARE_COLUMNS: readonly RangeColumn<ComparedRow>[] = [
  rateColumn('READ', 'read_bytes_per_second', 'now', 'read'),
  rateColumn('BEFORE', 'read_before_bytes_per_second', 'before', 'read'),
  rateColumn('WRITTEN', 'write_bytes_per_second', 'now', 'write'),
  rateColumn('BEFORE', 'write_before_bytes_per_second', 'before', 'write'),
  {
    title: 'CHANGE',
    name: 'change_bytes_per_second',
    align: 'right',
    text: ({ change }) => changeText(change as BytesPerSecond),
    raw: ({ change }) => change,
  },
  waitColumn('IO WAIT', 'io_wait_share', 'now'),
  waitColumn('BEFORE', 'io_wait_before_share', 'before'),
];

/** A group with a smaller part in what changed is noise: told of together with the others that are not shown. */
const LEAST_PART = 0.01;

/** Average rates now and before; who has the largest part in what changed comes first. @param top rows at most @param room as in `rangeReportText` */
export const rangeCompareText = (
  now: RangeReport,
  before: RangeReport,
  top: number,
  room?: number,
): string => {
  const all = compareReports(now, before);
  const rows = all.filter(({ part }) => part >= LEAST_PART).slice(0, top);
  const devices = devicesCompareLines(now, before);
  const lines = [
    ...summaryLines(now),
    '',
    'compared with',
    ...summaryLines(before),
    ...missingPart(now, before),
    '',
    ...rangeTable([...knownIn(all), nameColumn(now)], rows, { room }),
    ...othersPart(now, all.slice(rows.length)),
    ...(devices.length === 0 ? [] : ['', ...devices]),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
};

/** Columns of waits only where somebody knows of waits. */
const knownIn = (rows: readonly ComparedRow[]): readonly RangeColumn<ComparedRow>[] =>
  COMPARE_COLUMNS.filter(
    ({ name, raw }) => !name.startsWith('io_wait') || rows.some((row) => raw(row) !== undefined),
  );

/** `12 other commands changed by 3.10 K/s and 0.20 % of waiting in all`. */
const othersPart = ({ by }: RangeReport, rows: readonly ComparedRow[]): readonly string[] => {
  if (rows.length === 0) return [];
  const { bytes, waits } = changedIn(rows);
  const others = othersName({ groups: rows.length }, groupingOf(by));
  const waited = waits > 0 ? ` and ${waitShareText(waits)} of waiting` : '';
  return [`${others} changed by ${rateText(bytes as BytesPerSecond)}${waited} in all`];
};

const nameColumn = ({ by }: RangeReport): RangeColumn<ComparedRow> => ({
  ...subjectColumns(groupingOf(by)).name,
  text: ({ subject }) =>
    `${subject.pid === undefined ? '' : `${subject.pid} `}${sanitize(subject.name)}`,
});
