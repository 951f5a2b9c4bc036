/** Quantities with their unit in the type. Plain numbers at run time; exact up to 2^53. */

declare const unit: unique symbol;
type Quantity<Unit extends string> = number & { readonly [unit]: Unit };

export type Bytes = Quantity<'byte'>;
export type Nanoseconds = Quantity<'nanosecond'>;
export type Milliseconds = Quantity<'millisecond'>;
export type BytesPerSecond = Quantity<'byte/second'>;
/** A share: 1 is all of it. */
export type Ratio = Quantity<'ratio'>;

export const bytes = (value: number): Bytes => value as Bytes;
export const nanoseconds = (value: number): Nanoseconds => value as Nanoseconds;
export const milliseconds = (value: number): Milliseconds => value as Milliseconds;

export const secondsToNanoseconds = (seconds: number): Nanoseconds => nanoseconds(seconds * 1e9);
export const nanosecondsToMilliseconds = (value: Nanoseconds): Milliseconds =>
  milliseconds(value / 1e6);

/** The only place in the program where bytes meet time. Nothing moves in no time. */
export const bytesPerSecond = (increase: Bytes, elapsed: Nanoseconds): BytesPerSecond =>
  (elapsed > 0 ? (increase / elapsed) * 1e9 : 0) as BytesPerSecond;

/** Part of `elapsed` that `wait` took, 0 to 1: a wait that began before the interval fills it. */
export const waitRatio = (wait: Nanoseconds, elapsed: Nanoseconds): Ratio =>
  (elapsed > 0 ? Math.min(1, Math.max(0, wait / elapsed)) : 0) as Ratio;
