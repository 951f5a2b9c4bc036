/** A column's value as the text of a table cell. */
import { assertNever } from '../../lib/errors.ts';
import { type Bytes, bytesPerSecond, type Nanoseconds } from '../../lib/units.ts';
import type { Column, ColumnContext, ColumnKind, Value } from '../../model/column.ts';
import { formatIoPriority } from '../../model/io-priority.ts';
import type { Measure, Row } from '../../model/view/row.ts';
import { sanitize } from './sanitize.ts';
import { type Scale, scaled } from './scale.ts';

type CellFormat = {
  readonly measure: Measure;
  readonly scale: Scale;
  /** Cells the text may take; amounts lose decimals rather than digits. */
  readonly width: number;
  /** `tight`: rates have three digits, and nothing is `0`. `wide`: two decimals where there is room. */
  readonly cells: 'tight' | 'wide';
  readonly context: ColumnContext;
};

/** Shown where a figure is unknown. */
export const UNKNOWN = '-';

/** The text of a cell, not yet padded; a text column is sanitized, but not cut. */
export const formatCell = (column: Column, row: Row, format: CellFormat): string => {
  const value: Value = column.value(row, format.context);
  if (value === undefined) return UNKNOWN;
  if (typeof value === 'string') return sanitize(value);
  if (value === 0 && format.cells === 'tight' && MEASURED.has(column.kind)) return '0';
  switch (column.kind) {
    case 'id':
    case 'text':
      return String(value);
    case 'priority':
      return formatIoPriority(value);
    case 'amount':
      return format.measure === 'total'
        ? formatBytes(value, '', format.scale, format.width, BYTES[format.cells])
        : formatBytes(
            bytesPerSecond(value as Bytes, row.elapsed),
            '/s',
            format.scale,
            format.cells === 'tight'
              ? Math.min(format.width, rateWidth(format.scale))
              : format.width,
            BYTES[format.cells],
          );
    case 'size':
      return formatBytes(value, '', format.scale, Math.min(format.width, SIZE));
    case 'latencies':
      return latenciesText(value as Nanoseconds, column.most?.(row, format.context));
    case 'share':
      return formatShare(value, format.width);
    case 'count':
      return formatCount(value, format.width);
    case 'duration':
      return (column.isAtLeast?.(row) ? '>' : '') + formatDuration(value as Nanoseconds);
    case 'mean':
      return value < 10 ? narrowest(value, 2, format.width) : formatCount(value, format.width);
    case 'graph':
      return '';
    default:
      return assertNever(column.kind);
  }
};

/** Wide cells are those of other iotops. */
const BYTES = { tight: 'whole', wide: 'decimal' } as const;

/** Cells of a rate with three digits; of more, as far as the unit wants them. */
export const rateWidth = ({ amounts, base, threshold }: Scale): number =>
  amounts === 'kilobytes' ? '9999999 K/s'.length : `${base * threshold} K/s`.length;

/** Cells of a size with three digits. */
const SIZE = '4.00 K'.length;

const MEASURED: ReadonlySet<ColumnKind> = new Set([
  'amount',
  'size',
  'share',
  'count',
  'latencies',
  'mean',
]);

/** `199.74 M/s`, `812 B`, `<1 B/s`. @param value bytes, or bytes per second; may be negative @param width cells it may take @param bytes whether they have decimals too, as other iotops print them */
export const formatBytes = (
  value: number,
  suffix: '' | '/s',
  scale: Scale,
  width: number,
  bytes: 'whole' | 'decimal' = 'whole',
): string => {
  const { number, sign, letter } = scaled(value, scale, 'smaller');
  const unit = ` ${letter}${suffix}`;
  if (letter === 'B' && bytes === 'whole')
    return sign + (number > 0 && number < 0.5 ? '<1' : number.toFixed(0)) + unit;
  return sign + narrowest(number, 2, width - sign.length - unit.length) + unit;
};

/** `51.12 %`, never more than 99.99; without decimals where there is no room. */
export const formatShare = (share: number, width: number): string =>
  `${narrowest(Math.min(99.99, share * 100), 2, width - 2)} %`;

const formatCount = (count: number, width: number): string => {
  if (count > 0 && count < 0.5) return '<1';
  const whole = String(Math.round(count));
  return whole.length <= width ? whole : `${Math.round(count / 1000)}k`;
};

const UNITS = [
  { seconds: 86_400, letter: 'd' },
  { seconds: 3600, letter: 'h' },
  { seconds: 60, letter: 'm' },
] as const;

/** `0.35 s`, `12 s`, `3m 20s`, `5h 01m`, `12d 4h`: two units at most. */
export const formatDuration = (duration: Nanoseconds): string => {
  const seconds = duration / 1e9;
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const at = UNITS.findIndex((unit) => seconds >= unit.seconds);
  const { seconds: length, letter } = UNITS[at] as (typeof UNITS)[number];
  const below = UNITS[at + 1] ?? { seconds: 1, letter: 's' };
  const rest = Math.floor((seconds % length) / below.seconds);
  return `${Math.floor(seconds / length)}${letter} ${String(rest).padStart(2, '0')}${below.letter}`;
};

/** `0.4ms/2.1ms`. @param most what most stayed below */
export const latenciesText = (mean: Nanoseconds, most: Nanoseconds | undefined): string =>
  most === undefined ? shortTime(mean) : `${shortTime(mean)}/${shortTime(most)}`;

/** `24us`, `0.4ms`, `134ms`, `8.6s`: five cells, but for what takes hours. */
const shortTime = (time: number): string => {
  const microseconds = time / 1e3;
  if (microseconds < 0.5) return '<1us';
  if (microseconds < 999.5) return `${microseconds.toFixed(0)}us`;
  const milliseconds = time / 1e6;
  return milliseconds < 999.5 ? `${oneDigit(milliseconds)}ms` : `${oneDigit(time / 1e9)}s`;
};

/** With a decimal below ten. */
const oneDigit = (value: number): string => value.toFixed(value < 9.95 ? 1 : 0);

/** As many decimals as fit, up to `decimals`. */
const narrowest = (value: number, decimals: number, width: number): string => {
  const text = value.toFixed(decimals);
  return text.length <= width || decimals === 0 ? text : narrowest(value, decimals - 1, width);
};
