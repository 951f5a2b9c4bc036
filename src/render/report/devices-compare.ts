/** What devices were asked for in two ranges, as a small table for people. */
import type { BytesPerSecond } from '../../lib/units.ts';
import { OWNER_WORDS } from '../../model/owners.ts';
import {
  type AskedRates,
  type ComparedAsked,
  compareDevices,
} from '../../model/range/devices-compare.ts';
import type { RangeReport } from '../../model/range/range-report.ts';
import { latenciesText, UNKNOWN } from '../text/cell.ts';
import { tableLines } from '../text/table.ts';
import { deviceName, LEAST_SHARE } from './asked-lines.ts';
import { changeText, rateText } from './range-columns.ts';

/** A line for the tasks and each owner that has a hundredth or more of all in one of the ranges; empty: neither knows. */
export const devicesCompareLines = (now: RangeReport, before: RangeReport): readonly string[] => {
  const all = compareDevices(now, before);
  const most = { now: sumOf(all, 'now'), before: sumOf(all, 'before') };
  const rows = all.filter((row) =>
    RANGES.some((range) => bytesOf(row[range]) > most[range] * LEAST_SHARE),
  );
  if (rows.length === 0) return [];
  const lines = rows.map((row) => [
    deviceName(row.device),
    ...(['read', 'write'] as const).flatMap((way) => RANGES.map((range) => rate(row[range], way))),
    changeText(row.change as BytesPerSecond),
    ...RANGES.map((range) => latency(row[range])),
    row.owner === undefined ? 'tasks' : OWNER_WORDS[row.owner].whole,
  ]);
  return tableLines(ALIGN, [TITLES, ...lines]);
};

const RANGES = ['now', 'before'] as const;
const TITLES = [
  'DEVICE',
  ...['FROM DISK', 'BEFORE', 'TO DISK', 'BEFORE', 'CHANGE', 'LAT/P99', 'BEFORE'],
  'FOR',
];
const ALIGN = TITLES.map((_, at) => (at === 0 || at === TITLES.length - 1 ? 'left' : 'right'));

const rate = (rates: AskedRates | undefined, way: 'read' | 'write'): string =>
  rates === undefined ? UNKNOWN : rateText(rates[way]);

const latency = (rates: AskedRates | undefined): string =>
  rates?.meanLatency === undefined ? UNKNOWN : latenciesText(rates.meanLatency, rates.p99);

const bytesOf = (rates: AskedRates | undefined): number => (rates ? rates.read + rates.write : 0);

const sumOf = (rows: readonly ComparedAsked[], range: 'now' | 'before'): number =>
  rows.reduce((sum, row) => sum + bytesOf(row[range]), 0);
