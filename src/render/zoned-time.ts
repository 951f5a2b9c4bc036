/** A wall time that is never two times: in the night the clocks are set back, an hour comes twice. */
import type { Milliseconds } from '../lib/units.ts';

/** `2026-11-23 03:00:07+01:00`, in the local zone; `2026-11-23 02:00:07Z` where that is UTC. */
export const zonedTimeText = (time: Milliseconds): string => {
  const ahead = -new Date(time).getTimezoneOffset();
  const local = new Date(time + ahead * MINUTE).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 19)}${ahead === 0 ? 'Z' : offsetText(ahead)}`;
};

const MINUTE = 60_000;

/** @param ahead of UTC, in minutes */
const offsetText = (ahead: number): string => {
  const size = Math.abs(ahead);
  const [hours, minutes] = [Math.floor(size / 60), size % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${ahead < 0 ? '-' : '+'}${hours}:${minutes}`;
};
