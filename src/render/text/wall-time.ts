/** Wall times for people, with their zone: the form sorts, is unambiguous, and can be typed as an argument. */
import { type Milliseconds, nanoseconds } from '../../lib/units.ts';
import { localZone, offsetText, wallClockAt, type Zone } from '../../lib/zone.ts';
import type { ClockStep } from '../../model/range/clock-steps.ts';
import type { Span } from '../../model/range/unrecorded.ts';
import { formatDuration } from './cell.ts';

/** `2026-11-23 03:00:07+01:00`; `2026-11-23 02:00:07Z` where the zone is UTC. */
export const wallTimeText = (time: Milliseconds, zone: Zone = localZone): string =>
  `${dayText(time, zone)} ${clockText(time, zone)}`;

/** `2026-11-23 03:00:07+01:00 to 04:00:00+01:00`: the second day only where it is another. */
export const spanText = ({ from, to }: Span, zone: Zone = localZone): string => {
  const isOneDay = dayText(from, zone) === dayText(to, zone);
  return `${wallTimeText(from, zone)} to ${isOneDay ? clockText(to, zone) : wallTimeText(to, zone)}`;
};

/** `2026-11-23 Mon 03:00:07+01:00`: of a time that is looked at, rather than typed. */
export const momentText = (time: Milliseconds, zone: Zone = localZone): string => {
  const { year, month, day } = wallClockAt(time, zone);
  const weekday = WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
  return `${dayText(time, zone)} ${weekday} ${clockText(time, zone)}`;
};

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** `03:00:07`, where day and zone stand elsewhere. */
export const shortClockText = (time: Milliseconds, zone: Zone = localZone): string =>
  clockText(time, zone).slice(0, '03:00:07'.length);

/** `2026-11-23`. */
const dayText = (time: Milliseconds, zone: Zone): string => {
  const { year, month, day } = wallClockAt(time, zone);
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
};

/** `03:00:07+01:00`. */
const clockText = (time: Milliseconds, zone: Zone): string => {
  const { hours, minutes, seconds } = wallClockAt(time, zone);
  const clock = [hours, minutes, Math.floor(seconds)].map(twoDigits).join(':');
  return clock + offsetText(zone(time));
};

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `the clock was set back by 1h 00m at 2026-11-23 05:10:00Z: some times come twice`. */
export const clockStepText = ({ at, by }: ClockStep): string => {
  const length = formatDuration(nanoseconds(Math.round(Math.abs(by) / 1000) * 1e9));
  const place = `by ${length} at ${wallTimeText(at)}`;
  return by < 0
    ? `the clock was set back ${place}: some times come twice`
    : `the clock went forward ${place}: it was set, or the machine slept`;
};
