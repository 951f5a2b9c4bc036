/** Time as an argument: pure code and tests take these instead of asking the machine. */
import type { Milliseconds, Nanoseconds } from './units.ts';

export interface Clock {
  /** Since boot, suspension included (CLOCK_BOOTTIME). */
  bootTime(): Nanoseconds;
  /** Since 1970; may be stepped. */
  wallTime(): Milliseconds;
}
