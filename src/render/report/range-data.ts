/**
 * Reports over a time for programs, as CSV (a header line, then one line a group) and as one JSON object (docs/report.md).
 *
 * Raw numbers: bytes, nanoseconds, milliseconds since 1970, shares from 0 to 1; unknown is empty or absent.
 */
import { groupingOf } from '../../model/range/grouping.ts';
import { compareReports } from '../../model/range/range-compare.ts';
import type { RangeReport, RangeRow } from '../../model/range/range-report.ts';
import type { AskedDevice } from '../../model/totals/asked-totals.ts';
import { csvLine, type JsonValue, jsonText } from '../text/quoting.ts';
import { type RangeColumn, rangeColumns, subjectColumns } from './range-columns.ts';
import { COMPARE_COLUMNS } from './range-compare.ts';

export const rangeReportCsv = ({ by, rows }: RangeReport): string =>
  csvTable(rangeColumns(groupingOf(by)), rows);

/** Two ranges compared: whose rate changed most comes first. @param top rows at most */
export const rangeCompareCsv = (now: RangeReport, before: RangeReport, top: number): string => {
  const { owner, name } = subjectColumns(groupingOf(now.by));
  const columns = [...owner, ...COMPARE_COLUMNS, name];
  return csvTable(columns, compareReports(now, before).slice(0, top));
};

const csvTable = <Row>(columns: readonly RangeColumn<Row>[], rows: readonly Row[]): string =>
  csvLine(columns.map(({ name }) => name)) +
  rows.map((row) => csvLine(columns.map(({ raw }) => raw(row)))).join('');

/** @param before the report it is compared with */
export const rangeReportJson = (report: RangeReport, before?: RangeReport): string =>
  `${jsonText({
    ...reportValue(report),
    before: before && reportValue(before),
  })}\n`;

const reportValue = (report: RangeReport): { readonly [name: string]: JsonValue } => {
  const { by, hosts, asked, recorded, samples, length, total, disks } = report;
  return {
    version: 1,
    by,
    hosts,
    from: asked.from,
    to: asked.to,
    recordedFrom: recorded?.from,
    recordedTo: recorded?.to,
    samples,
    length,
    total: { ...total, peak: peakOf(total) },
    disks: { ...disks },
    stalled: report.stalled,
    diskLoads: report.diskLoads.map((load): JsonValue => ({ ...load })),
    devices: report.devices.map(deviceValue),
    rows: report.rows.map(rowValue),
    others: report.others && { ...report.others },
    waitedLongest: report.waitedLongest.map(
      ({ subject, ioWait }): JsonValue => ({ ...subject, ioWait }),
    ),
    gaps: report.gaps.map((gap): JsonValue => ({ ...gap })),
    unrecorded: report.unrecorded.spans.map((span): JsonValue => ({ ...span })),
    moreUnrecorded: report.unrecorded.more,
    clockSteps: report.clockSteps.map(({ at, by }) => ({ at, by })),
  };
};

const deviceValue = ({ name, kind, tasks, owners }: AskedDevice): JsonValue => ({
  name,
  kind,
  ...tasks,
  owners: owners.map((owner): JsonValue => ({ ...owner })),
});

const rowValue = (row: RangeRow): JsonValue => {
  const { subject, amounts, readShare, writeShare, seen, ended } = row;
  return {
    ...subject,
    ...amounts,
    readShare,
    writeShare,
    peak: peakOf(row),
    firstSeen: seen.from,
    lastSeen: seen.to,
    ended,
  };
};

const peakOf = ({ peak }: Pick<RangeRow, 'peak'>): JsonValue =>
  peak === undefined ? undefined : { bytesPerSecond: peak.rate, at: peak.at };
