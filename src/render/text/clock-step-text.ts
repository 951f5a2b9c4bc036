/** That the wall clock was set, for people. */
import { nanoseconds } from '../../lib/units.ts';
import type { ClockStep } from '../../model/range/clock-steps.ts';
import { formatDuration } from './cell.ts';
import { wallTimeText } from './wall-time.ts';

/** `the clock was set back by 1h 00m at 2026-11-23 05:10:00Z: some times come twice`. */
export const clockStepText = ({ at, by }: ClockStep): string => {
  const length = formatDuration(nanoseconds(Math.round(Math.abs(by) / 1000) * 1e9));
  const place = `by ${length} at ${wallTimeText(at)}`;
  return by < 0
    ? `the clock was set back ${place}: some times come twice`
    : `the clock went forward ${place}: it was set, or the machine slept`;
};
