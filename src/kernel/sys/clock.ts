/** The machine's clocks. */
import type { Clock } from '../../lib/clock.ts';
import { milliseconds, nanoseconds } from '../../lib/units.ts';
import { clockNanoseconds } from './libc.ts';

const CLOCK_BOOTTIME = 7;

export const systemClock: Clock = {
  bootTime: () => nanoseconds(clockNanoseconds(CLOCK_BOOTTIME)),
  wallTime: () => milliseconds(Date.now()),
};
