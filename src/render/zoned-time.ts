/** A wall time that is never two times: in the night the clocks are set back, an hour comes twice. */
import type { Milliseconds } from '../lib/units.ts';
import { wallTimeText } from './wall-time.ts';

/** `2026-11-23 03:00:07+01:00`, in the local zone. */
export const zonedTimeText = (time: Milliseconds): string => {
  const minutes = -new Date(time).getTimezoneOffset();
  const ahead = Math.abs(minutes);
  const clock = [Math.floor(ahead / 60), ahead % 60].map((part) => String(part).padStart(2, '0'));
  return `${wallTimeText(time)}${minutes < 0 ? '-' : '+'}${clock.join(':')}`;
};
