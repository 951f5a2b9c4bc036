/** Wall times for people: the local time zone, a form that sorts. */
import type { Milliseconds } from '../lib/units.ts';
import type { Span } from '../model/unrecorded.ts';

/** `2026-11-23 03:00:07`. */
export const wallTimeText = (time: Milliseconds): string => `${dayText(time)} ${clockText(time)}`;

/** `2026-11-23`. */
export const dayText = (time: Milliseconds): string => {
  const date = new Date(time);
  return [
    String(date.getFullYear()),
    twoDigits(date.getMonth() + 1),
    twoDigits(date.getDate()),
  ].join('-');
};

/** `03:00:07`. */
export const clockText = (time: Milliseconds): string => {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
};

/** `2026-11-23 03:00:07 to 04:00:00`: the second day only where it is another. */
export const spanText = ({ from, to }: Span): string =>
  `${wallTimeText(from)} to ${dayText(from) === dayText(to) ? clockText(to) : wallTimeText(to)}`;

const twoDigits = (value: number): string => String(value).padStart(2, '0');
