/**
 * A report over a time as one JSON object. Raw numbers: bytes, nanoseconds, milliseconds since 1970, shares from 0 to 1; unknown
 * is absent. Fields: docs/report.md.
 */
import type { RangeReport, RangeRow } from '../../model/range/range-report.ts';
import { type JsonValue, jsonText } from '../text/quoting.ts';

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
    rows: report.rows.map(rowValue),
    others: report.others && { ...report.others },
    gaps: report.gaps.map((gap): JsonValue => ({ ...gap })),
    unrecorded: report.unrecorded.spans.map(({ from, to }) => ({ from, to })),
    moreUnrecorded: report.unrecorded.more,
    clockSteps: report.clockSteps.map(({ at, by }) => ({ at, by })),
  };
};

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
