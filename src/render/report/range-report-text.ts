/** A report over a time for people: which range, the sums, the table, and what is missing. */
import { groupingOf } from '../../model/range/grouping.ts';
import type { DiskRange } from '../../model/range/machine-totals.ts';
import type { RangeReport, Waited } from '../../model/range/range-report.ts';
import type { Span, UnrecordedSpan } from '../../model/range/unrecorded.ts';
import type { Gap } from '../../sample/gap.ts';
import { formatDuration, latenciesText, UNKNOWN } from '../text/cell.ts';
import { counted } from '../text/counted.ts';
import { gapText } from '../text/gap-text.ts';
import { sanitize } from '../text/sanitize.ts';
import { cutToWidth } from '../text/text-width.ts';
import { clockStepText, spanText, wallTimeText } from '../text/wall-time.ts';
import { askedLines } from './asked-lines.ts';
import { amountText, knownColumns, othersName, rateText, shareText } from './range-columns.ts';
import { rangeTable } from './range-table.ts';

/** @param room cells of a line; undefined: as many as it takes */
export const rangeReportText = (report: RangeReport, room?: number): string =>
  [
    ...summaryLines(report),
    '',
    ...tableOf(report, room),
    ...waitedPart(report),
    ...devicePart(report),
    ...missingPart(report),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');

/** Hosts, time and sums. */
export const summaryLines = (report: RangeReport): readonly string[] => {
  const { hosts, recorded, samples, length, total, disks, clockSteps } = report;
  if (recorded === undefined) return ['No sample in this time.'];
  const { peak } = total;
  return [
    `${hosts.map(sanitize).join(', ')}  ${spanText(recorded)}  ${counted(samples, 'sample')} of ${formatDuration(length)}`,
    `tasks read ${shown(total.read)}, wrote ${shown(total.write)}, cancelled ${shown(total.cancelledWrite)}`,
    `disks read ${shown(disks.read)}, wrote ${shown(disks.write)}` +
      (peak === undefined ? '' : `; most at ${wallTimeText(peak.at)}: ${rateText(peak.rate)}`),
    ...strainLines(report),
    ...clockSteps.slice(0, STEPS).map(clockStepText),
    ...(clockSteps.length > STEPS ? [`the clock was set ${clockSteps.length} times in all`] : []),
  ];
};

/** `tasks stalled 12.00 % of the time; vda 61.00 % busy, 0.4ms a read, 36ms a write`; empty: unknown. */
const strainLines = ({ stalled, diskLoads }: RangeReport): readonly string[] => {
  const more = diskLoads.length - DISKS;
  const parts = [
    ...(stalled === undefined ? [] : [`tasks stalled ${shareText(stalled)} of the time`]),
    ...diskLoads.slice(0, DISKS).map(diskText),
    ...(more > 0 ? [counted(more, 'other disk')] : []),
  ];
  return parts.length === 0 ? [] : [parts.join('; ')];
};

const diskText = ({ name, busy, readAwait, writeAwait }: DiskRange): string =>
  [
    `${sanitize(name)} ${shareText(busy)} busy`,
    ...(readAwait === undefined ? [] : [`${latenciesText(readAwait, undefined)} a read`]),
    ...(writeAwait === undefined ? [] : [`${latenciesText(writeAwait, undefined)} a write`]),
  ].join(', ');

/** Disks that are told of. */
const DISKS = 3;

/** Who suffered: `waited longest for I/O: mysqld 41 s, fio 20 s`; '' when nobody waited, or nobody knows. */
export const waitedText = ({ waitedLongest }: RangeReport): string =>
  waitedLongest.length === 0
    ? ''
    : `waited longest for I/O: ${waitedLongest.map(waiterText).join(', ')}`;

const waiterText = ({ subject: { name, pid }, ioWait }: Waited): string =>
  `${cutToWidth(sanitize(name), WAITER_WIDTH)}${pid === undefined ? '' : ` (${pid})`} ${formatDuration(ioWait)}`;

/** Cells of a name in a line of several. */
const WAITER_WIDTH = 40;

/** Steps of the clock that are listed. */
const STEPS = 3;

/** What could not be seen, and when nothing was recorded; empty when nothing is missing. */
export const missingLines = (report: RangeReport): readonly string[] => {
  const { spans, more } = report.unrecorded;
  return [
    ...beyondOf(report).map(unrecordedText),
    ...report.gaps.filter(hasColumn).map(gapText),
    ...spans.map(unrecordedText),
    ...(more === 0 ? [] : [`not recorded: ${counted(more, 'shorter time')} besides`]),
  ];
};

const unrecordedText = ({ damaged, ...span }: UnrecordedSpan): string =>
  `${damaged ? 'damaged' : 'not recorded'}: ${spanText(span)}`;

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
const beyondOf = ({ asked, recorded }: RangeReport): readonly Span[] => {
  if (recorded === undefined) return [];
  const before = { from: asked.from ?? recorded.from, to: recorded.from };
  const after = { from: recorded.to, to: asked.to ?? recorded.to };
  return [before, after].filter(({ from, to }) => to - from > EDGE);
};

/** The same of one range or several with a title, each once; or nothing. */
export const missingPart = (...reports: readonly RangeReport[]): readonly string[] => {
  const lines = [...new Set(reports.flatMap(missingLines))];
  return lines.length === 0 ? [] : ['', 'What is missing:', ...lines.map((line) => `  ${line}`)];
};

/** What devices were asked for; empty when it is not known. */
export const deviceLines = ({ devices }: RangeReport): readonly string[] =>
  askedLines(devices, shown);

const waitedPart = (report: RangeReport): readonly string[] => {
  const text = waitedText(report);
  return text === '' ? [] : ['', text];
};

const devicePart = (report: RangeReport): readonly string[] => {
  const lines = deviceLines(report);
  return lines.length === 0 ? [] : ['', ...lines];
};

const tableOf = (report: RangeReport, room: number | undefined): readonly string[] => {
  const { rows, others, recorded } = report;
  if (recorded === undefined) return [];
  if (rows.length === 0) return ['Nothing was read, written or waited for.'];
  return rangeTable(knownColumns(report), rows, { others, room });
};

const shown = (amount: number | undefined): string => amountText(amount) ?? UNKNOWN;
