/**
 * Times as people type them, against the end of what they look at: `03:00` is the latest 03:00 before it.
 *
 * Pure but for the time zone, which is the local one unless the text names another.
 */
import { UsageError } from '../../lib/errors.ts';
import { DURATIONS, withUnit } from '../../lib/quantities.ts';
import { type Milliseconds, milliseconds } from '../../lib/units.ts';
import {
  fixedZone,
  localZone,
  timesOf,
  type WallClock,
  wallClockAt,
  type Zone,
} from '../../lib/zone.ts';

/** What a time is read against. */
type TimeFrame = {
  /** What `end`, `yesterday` and `10m ago` go by: the end of the recording. */
  readonly end: Milliseconds;
  /** A clock alone, `03:00`, is the latest before this; absent: before the end. */
  readonly before?: Milliseconds;
  /** Which of the two where clocks were set back and showed it twice. */
  readonly repeated: 'first' | 'last';
  /** Absent: the local one. */
  readonly zone?: Zone;
};

/**
 * `03:00`, `03:00:15`, `3am`, `today 03:00`, `yesterday 15:20`, `yesterday 15`, `2026-11-23`, `2026-11-23 03:00` (or with a T), each with a
 * zone or without (`03:00+01:00`, `03:00Z`), `-10m`, `10m ago` or `10 minutes ago`, `@1795402801` (seconds since 1970), `now` or `end`.
 * @returns undefined when it is no time
 */
export const parseTime = (text: string, frame: TimeFrame): Milliseconds | undefined => {
  const trimmed = text.trim();
  for (const [pattern, timeOf] of FORMS) {
    const match = pattern.exec(trimmed);
    if (match !== null) return timeOf(match.groups ?? {}, frame);
  }
  return undefined;
};

/** @throws UsageError that shows the forms */
export const timeOf = (text: string, option: string, frame: TimeFrame): Milliseconds => {
  const time = parseTime(text, frame);
  if (time === undefined) {
    throw new UsageError(
      `invalid time ${JSON.stringify(text)} for ${option}; give one such as ${TIME_FORMS}`,
    );
  }
  return time;
};

export const TIME_FORMS = '"03:00", "yesterday 15:20", "2026-11-23 03:00", "-10m", "now"';

type Parts = { readonly [name: string]: string | undefined };
type Form = readonly [
  pattern: RegExp,
  time: (parts: Parts, frame: TimeFrame) => Milliseconds | undefined,
];

/** Behind a day; alone it has minutes or a half of the day, see below. */
const CLOCK = String.raw`(?<hours>\d{1,2})(?::(?<minutes>\d{2})(?::(?<seconds>\d{2}(?:\.\d{1,9})?))?)?(?: ?(?<half>[ap])m)?`;
const CLOCK_AND_ZONE = String.raw`${CLOCK}(?: ?(?<zone>Z|[+-](?:0\d|1[0-4]):?[0-5]\d))?`;

const FORMS: readonly Form[] = [
  [/^(?:now|end)$/i, (_, { end }) => end],
  [
    /^@(?<since1970>\d{1,12}(?:\.\d{1,3})?)$/,
    ({ since1970 }) => milliseconds(Number(since1970) * 1000),
  ],
  [/^-(?<length>.+)$/, ({ length = '' }, { end }) => ago(end, length)],
  [/^(?<length>.+) ago$/i, ({ length = '' }, { end }) => ago(end, length)],
  [
    new RegExp(`^(?=\\d+(?::| ?[ap]m))${CLOCK_AND_ZONE}$`, 'i'),
    (parts, frame) => latest(parts, frame),
  ],
  [
    new RegExp(`^(?<day>today|yesterday)(?: ${CLOCK_AND_ZONE})?$`, 'i'),
    (parts, frame) => {
      const days = /^y/i.test(parts.day ?? '') ? -1 : 0;
      return chosen(onDay(frame.end, days, parts, frame), frame);
    },
  ],
  [
    new RegExp(`^(?<date>\\d{4}-\\d{2}-\\d{2})(?:[ T]${CLOCK_AND_ZONE})?$`, 'i'),
    (parts, frame) => {
      const date = dateOf(parts.date ?? '');
      return date === undefined ? undefined : chosen(timesOn(date, parts, frame), frame);
    },
  ],
];

const ago = (end: Milliseconds, text: string): Milliseconds | undefined => {
  const length = withUnit(text, LENGTHS);
  return length === undefined ? undefined : milliseconds(end - length);
};

/** Milliseconds by unit, `5min` and `5 minutes`. */
const LENGTHS: Readonly<Record<string, number>> = {
  ...DURATIONS,
  ...Object.fromEntries(
    ['second', 'minute', 'hour', 'day', 'week'].flatMap((word) => {
      const length = DURATIONS[word.charAt(0)] as number;
      return [[word, length] as const, [`${word}s`, length] as const];
    }),
  ),
};

/** The latest day on which the clock showed this before the frame's time. */
const latest = (parts: Parts, frame: TimeFrame): Milliseconds | undefined => {
  const { end, before = end } = frame;
  for (const days of [0, -1]) {
    const times = onDay(before, days, parts, frame).filter((time) => time <= before);
    if (times.length > 0) return chosen(times, frame);
  }
  return undefined;
};

const chosen = (
  times: readonly Milliseconds[],
  { repeated }: TimeFrame,
): Milliseconds | undefined => (repeated === 'first' ? times[0] : times.at(-1));

type Day = Pick<WallClock, 'year' | 'month' | 'day'>;

/** When the clock showed the parts' time, `days` after the day of `time`. */
const onDay = (
  time: Milliseconds,
  days: number,
  parts: Parts,
  frame: TimeFrame,
): readonly Milliseconds[] => {
  const { year, month, day } = wallClockAt(time, zoneOf(parts, frame));
  return timesOn({ year, month, day: day + days }, parts, frame);
};

/** Without a clock: midnight. @returns none for 24:01 and 13pm; 24:00 is the end of the day */
const timesOn = (day: Day, parts: Parts, frame: TimeFrame): readonly Milliseconds[] => {
  const hours = hoursOf(parts);
  const [minutes, seconds] = [Number(parts.minutes ?? 0), Number(parts.seconds ?? 0)];
  if (hours === undefined) return [];
  const isOver = hours * 3600 + minutes * 60 + seconds > 24 * 3600;
  if (isOver || minutes > 59 || seconds >= 60) return [];
  return timesOf({ ...day, hours, minutes, seconds }, zoneOf(parts, frame));
};

/** 12am is midnight, 12pm noon. */
const hoursOf = ({ hours = '0', half }: Parts): number | undefined => {
  const number = Number(hours);
  if (half === undefined) return number;
  if (number < 1 || number > 12) return undefined;
  return (number % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
};

const zoneOf = ({ zone: named }: Parts, { zone = localZone }: TimeFrame): Zone => {
  if (named === undefined) return zone;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(named) ?? [];
  return fixedZone((sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)));
};

/** @returns undefined for the 30th of February */
const dateOf = (text: string): Day | undefined => {
  const [year, month, day] = text.split('-').map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  const isThere =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isThere ? { year, month, day } : undefined;
};
