/** The machine's clocks. */
import type { Clock } from '../../lib/clock.ts';
import { milliseconds, nanoseconds } from '../../lib/units.ts';
import { clockNanoseconds } from './libc.ts';

const CLOCK_MONOTONIC = 1;
const CLOCK_BOOTTIME = 7;

export const systemClock: Clock = {
  bootTime: () => nanoseconds(clockNanoseconds(CLOCK_BOOTTIME)),
  wallTime: () => milliseconds(Date.now()),
};

/**
 * A clock that shows the boot clock's time now and then goes as the monotonic one: it stands still while the machine is
 * suspended. For the engines whose kernel interfaces tell ages on the monotonic clock.
 */
export const steadyBootClock = (): Clock => {
  const shift = clockNanoseconds(CLOCK_BOOTTIME) - clockNanoseconds(CLOCK_MONOTONIC);
  return {
    bootTime: () => nanoseconds(clockNanoseconds(CLOCK_MONOTONIC) + shift),
    wallTime: systemClock.wallTime,
  };
};
