/**
 * Time zones: what clocks on a wall show at a time, and at which times they show it.
 *
 * Pure but for `localZone`, which is that of the process (TZ, /etc/localtime).
 */
import { type Milliseconds, milliseconds } from './units.ts';

/** How many minutes the zone's clocks are ahead of UTC at a time. */
export type Zone = (time: Milliseconds) => number;

export const localZone: Zone = (time) => -new Date(time).getTimezoneOffset();

/** One that never changes, as `+01:00` names it. */
export const fixedZone =
  (minutes: number): Zone =>
  () =>
    minutes;

/** What a calendar and a clock show; `month` 1 to 12, `seconds` with their fraction. */
export type WallClock = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
};

export const wallClockAt = (time: Milliseconds, zone: Zone): WallClock => {
  const date = new Date(time + zone(time) * MINUTE);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hours: date.getUTCHours(),
    minutes: date.getUTCMinutes(),
    seconds: date.getUTCSeconds() + date.getUTCMilliseconds() / 1000,
  };
};

/**
 * The times at which the zone's clocks show this, in order: two where they were set back over it. Where they were set
 * forward over it there is none, and it is taken as if they had not been yet: 02:30 is half an hour after the change.
 * Fields that are too large carry over: the 0th is the last day of the month before.
 */
export const timesOf = (
  { year, month, day, hours, minutes, seconds }: WallClock,
  zone: Zone,
): readonly [Milliseconds, ...Milliseconds[]] => {
  const shown = Date.UTC(year, month - 1, day, hours, minutes, 0, Math.round(seconds * 1000));
  // A day away no clock has been set for this one: no zone is further from UTC, none changes twice in two days.
  const before = zone(milliseconds(shown - DAY));
  const after = zone(milliseconds(shown + DAY));
  const timeBy = (offset: number): Milliseconds => milliseconds(shown - offset * MINUTE);
  const [first, second] = [timeBy(before), timeBy(after)];
  if (before === after) return [first];
  const isFirst = zone(first) === before;
  const isSecond = zone(second) === after;
  if (isFirst && isSecond) return [first, second];
  return isSecond ? [second] : [first];
};

/** `Z`, `+01:00`, `-03:30`. */
export const offsetText = (minutes: number): string => {
  if (minutes === 0) return 'Z';
  const size = Math.abs(minutes);
  const digits = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0'));
  return `${minutes < 0 ? '-' : '+'}${digits.join(':')}`;
};

/** From when on the zone is ahead by how many minutes: at `from`, and at each change before `to`. */
export const offsetsBetween = (
  from: Milliseconds,
  to: Milliseconds,
  zone: Zone,
): readonly (readonly [since: Milliseconds, minutes: number])[] => {
  const found: (readonly [Milliseconds, number])[] = [[from, zone(from)]];
  // Of a range of centuries some changes may be missed. Whole milliseconds, or the search for a change would not end.
  const step = Math.max(DAY, Math.ceil((to - from) / LOOKS));
  for (let before = from as number; before < to; before += step) {
    const after = Math.min(to, before + step);
    const change = changeIn(before, after, zone);
    if (change !== undefined) found.push([change, zone(change)]);
  }
  return found;
};

/** The first time at which the offset is no longer that at `from`; undefined when it still is at `to`. */
const changeIn = (from: number, to: number, zone: Zone): Milliseconds | undefined => {
  const offset = zone(milliseconds(from));
  if (zone(milliseconds(to)) === offset) return undefined;
  let [before, after] = [from, to];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (zone(milliseconds(middle)) === offset) before = middle;
    else after = middle;
  }
  return milliseconds(after);
};

/** Twenty-seven years of days. */
const LOOKS = 10_000;

const MINUTE = 60_000;
const DAY = 86_400_000;
