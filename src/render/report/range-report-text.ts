/** A report over a time for people: which range, the sums, the table, and what is missing. */
import { type Grouping, groupingOf } from '../../model/range/grouping.ts';
import type { OthersTotal, RangeReport } from '../../model/range/range-report.ts';
import type { Gap } from '../../sample/gap.ts';
import { formatDuration, UNKNOWN } from '../text/cell.ts';
import { csvNameOf } from '../text/csv-name.ts';
import { gapText } from '../text/gap-text.ts';
import { sanitize } from '../text/sanitize.ts';
import { padEnd, padStart, textWidth } from '../text/text-width.ts';
import { clockStepText, spanText, wallTimeText } from '../text/wall-time.ts';
import {
  amountText,
  cellText,
  type RangeColumn,
  rangeColumns,
  rateText,
  waitText,
} from './range-columns.ts';

export const rangeReportText = (report: RangeReport): string =>
  [...summaryLines(report), '', ...tableLines(report), ...missingPart(report)]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');

/** Hosts, time and sums. */
export const summaryLines = (report: RangeReport): readonly string[] => {
  const { hosts, recorded, samples, length, total, disks, clockSteps } = report;
  if (recorded === undefined) return ['No sample in this time.'];
  const { peak } = total;
  return [
    `${hosts.map(sanitize).join(', ')}  ${spanText(recorded)}  ${counted(samples, 'sample')} of ${formatDuration(length)}`,
    `tasks read ${shown(total.read)}, wrote ${shown(total.write)}, cancelled ${shown(total.cancelledWrite)}` +
      (peak === undefined ? '' : `; most at ${wallTimeText(peak.at)}: ${rateText(peak.rate)}`),
    `disks read ${shown(disks.read)}, wrote ${shown(disks.write)}`,
    ...clockSteps.slice(0, STEPS).map(clockStepText),
    ...(clockSteps.length > STEPS ? [`the clock was set ${clockSteps.length} times in all`] : []),
  ];
};

/** Steps of the clock that are listed. */
const STEPS = 3;

/** What could not be seen, and when nothing was recorded; empty when nothing is missing. */
export const missingLines = (report: RangeReport): readonly string[] => {
  const { spans, more } = report.unrecorded;
  return [
    ...beyondLines(report),
    ...report.gaps.filter(hasColumn).map(gapText),
    ...spans.map((span) => `not recorded: ${spanText(span)}`),
    ...(more === 0 ? [] : [`not recorded: ${counted(more, 'shorter time')} besides`]),
  ];
};

/** A report has no control groups. */
const hasColumn = (gap: Gap): boolean => !(gap.kind === 'unavailable' && gap.what === 'cgroup');

/** `12 other processes: read 3.00 K, wrote 1.20 M`; '' when there are none. */
export const othersText = ({ by, others }: RangeReport): string =>
  others === undefined
    ? ''
    : `${othersName(others, groupingOf(by))}: read ${shown(others.read)}, wrote ${shown(others.write)}`;

/** ms. Samples end within an interval of the times asked for: that is no gap. */
const EDGE = 2000;

/** Where the range asked for is longer than the recording. */
const beyondLines = ({ asked, recorded }: RangeReport): readonly string[] => {
  if (recorded === undefined) return [];
  const { from, to } = asked;
  return [
    ...(from !== undefined && recorded.from - from > EDGE
      ? [`not recorded: ${spanText({ from, to: recorded.from })}`]
      : []),
    ...(to !== undefined && to - recorded.to > EDGE
      ? [`not recorded: ${spanText({ from: recorded.to, to })}`]
      : []),
  ];
};

/** The same with a title, or nothing. */
export const missingPart = (report: RangeReport): readonly string[] => {
  const lines = missingLines(report);
  return lines.length === 0 ? [] : ['', 'What is missing:', ...lines.map((line) => `  ${line}`)];
};

const tableLines = (report: RangeReport): readonly string[] => {
  const { by, rows, others, recorded } = report;
  if (recorded === undefined) return [];
  if (rows.length === 0) return ['Nothing was read, written or waited for.'];
  const grouping = groupingOf(by);
  const columns = rangeColumns(grouping);
  const cells = rows.map((row) => columns.map((column) => cellText(column, row)));
  const last = others === undefined ? [] : [othersCells(columns, others, grouping)];
  return aligned(columns, [columns.map(({ title }) => title), ...cells, ...last]);
};

const othersCells = (
  columns: readonly RangeColumn[],
  others: OthersTotal,
  grouping: Grouping,
): readonly string[] => {
  const known: Readonly<Record<string, string | undefined>> = {
    [csvNameOf('read')]: amountText(others.read),
    [csvNameOf('write')]: amountText(others.write),
    [csvNameOf('cancelledWrite')]: amountText(others.cancelledWrite),
    [csvNameOf('ioWait')]: waitText(others.ioWait),
    [csvNameOf('swapWait')]: waitText(others.swapWait),
    [csvNameOf('ended')]: String(others.ended),
  };
  return columns.map((column, i) =>
    i === columns.length - 1 ? othersName(others, grouping) : (known[column.name] ?? ''),
  );
};

const othersName = ({ groups }: OthersTotal, { noun, plural }: Grouping): string =>
  `${groups} other ${groups === 1 ? noun : plural}`;

/** Makes every column as wide as its widest cell, except the last. */
export const aligned = (
  columns: readonly Pick<RangeColumn, 'align'>[],
  lines: readonly (readonly string[])[],
): readonly string[] => {
  const widths = columns.map((_, i) =>
    Math.max(...lines.map((cells) => textWidth(cells[i] ?? ''))),
  );
  const isLast = (i: number): boolean => i === columns.length - 1;
  return lines.map((cells) =>
    cells
      .map((cell, i) => {
        if (isLast(i)) return cell;
        const pad = columns[i]?.align === 'right' ? padStart : padEnd;
        return pad(cell, widths[i] ?? 0);
      })
      .join('  '),
  );
};

const shown = (amount: number | undefined): string => amountText(amount) ?? UNKNOWN;

const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
