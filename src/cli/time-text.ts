/**
 * Times as people type them, against the end of what they look at: `03:00` is the latest 03:00 before it.
 *
 * Pure but for the time zone, which is the local one unless the text says another.
 */
import { UsageError } from '../lib/errors.ts';
import { type Milliseconds, milliseconds } from '../lib/units.ts';
import { parseDuration } from './quantities.ts';

/**
 * `03:00`, `03:00:15`, `today 03:00`, `yesterday 15:20`, `2026-11-23`, `2026-11-23 03:00`, ISO 8601 with or without
 * zone, `-10m` or `10m ago`, `@1795402801` (seconds since 1970), `end`.
 *
 * @param end what `before` means: the end of the recording, or of the range
 * @returns undefined when it is no time
 */
export const parseTime = (text: string, end: Milliseconds): Milliseconds | undefined => {
  const trimmed = text.trim();
  for (const [pattern, timeOf] of FORMS) {
    const match = pattern.exec(trimmed);
    if (match === null) continue;
    const time = timeOf(match, end);
    return time === undefined || Number.isNaN(time) ? undefined : milliseconds(time);
  }
  return undefined;
};

/** @throws UsageError that shows the forms */
export const timeOf = (text: string, option: string, end: Milliseconds): Milliseconds => {
  const time = parseTime(text, end);
  if (time === undefined) {
    throw new UsageError(
      `invalid time ${JSON.stringify(text)} for ${option}; give one such as ${TIME_FORMS}`,
    );
  }
  return time;
};

export const TIME_FORMS = '"03:00", "yesterday 15:20", "2026-11-23 03:00", "-10m"';

type Form = readonly [
  pattern: RegExp,
  time: (match: RegExpExecArray, end: Milliseconds) => number | undefined,
];

const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,3})?))?`;

const FORMS: readonly Form[] = [
  [/^(?:now|end)$/i, (_, end) => end],
  [/^@(\d{1,12}(?:\.\d{1,3})?)$/, ([, seconds]) => Number(seconds) * 1000],
  [/^-(.+)$/, ([, duration = ''], end) => before(end, duration)],
  [/^(.+) ago$/i, ([, duration = ''], end) => before(end, duration)],
  [
    new RegExp(`^${CLOCK}$`),
    (match, end) => {
      const today = onDay(end, 0, match, 1);
      return today === undefined || today <= end ? today : onDay(end, -1, match, 1);
    },
  ],
  [
    new RegExp(`^(today|yesterday)(?: ${CLOCK})?$`, 'i'),
    (match, end) => onDay(end, /^y/i.test(match[1] ?? '') ? -1 : 0, match, 2),
  ],
  [
    new RegExp(`^(\\d{4})-(\\d{2})-(\\d{2})(?:[ T]${CLOCK})?$`),
    (match) => {
      const [year, month, day] = match.slice(1, 4).map(Number) as [number, number, number];
      const midnight = new Date(year, month - 1, day);
      const isThere = midnight.getMonth() === month - 1 && midnight.getDate() === day;
      return isThere ? localTime({ year, month: month - 1, day }, match, 4) : undefined;
    },
  ],
  [/^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})$/i, ([text]) => Date.parse(text)],
];

const before = (end: Milliseconds, text: string): number | undefined => {
  const duration = parseDuration(text);
  return duration === undefined ? undefined : end - duration;
};

type Day = { readonly year: number; readonly month: number; readonly day: number };

/** The clock of `match`, `days` after the day of `end`. */
const onDay = (
  end: Milliseconds,
  days: number,
  match: RegExpExecArray,
  at: number,
): number | undefined => {
  const date = new Date(end);
  const day = { year: date.getFullYear(), month: date.getMonth(), day: date.getDate() + days };
  return localTime(day, match, at);
};

/** @param at where in `match` the hours stand; absent: midnight @returns undefined for 25:00 */
const localTime = (
  { year, month, day }: Day,
  match: RegExpExecArray,
  at: number,
): number | undefined => {
  const [hours = 0, minutes = 0, seconds = 0] = match
    .slice(at, at + 3)
    .map((part) => (part === undefined ? 0 : Number(part)));
  if (hours > 24 || minutes > 59 || seconds >= 60) return undefined;
  return new Date(year, month, day, hours, minutes, 0, Math.round(seconds * 1000)).getTime();
};
