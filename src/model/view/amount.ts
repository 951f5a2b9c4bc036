/** An amount of the whole machine: bytes, and the rate they make over the interval. */
import type { Bytes, BytesPerSecond, Nanoseconds } from '../../lib/units.ts';
import { bytesPerSecond } from '../../lib/units.ts';

export type Amount = { readonly bytes: Bytes; readonly rate: BytesPerSecond };

/** @param moved may be negative, for a difference of two flows */
export const amountOf = (moved: Bytes, interval: Nanoseconds): Amount => ({
  bytes: moved,
  rate: bytesPerSecond(moved, interval),
});
