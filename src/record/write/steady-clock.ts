/**
 * Whether the wall clock can be believed: it is when it has gone on beside the boot clock, which nobody sets, for a minute.
 *
 * A machine may start with any time at all until it has asked for the right one.
 */
import type { Sample } from '../../sample/sample.ts';

export class SteadyClock {
  #previous: Sample | undefined;
  /** Boot clock, ns, since when both have gone on together. */
  #since = 0;

  /** Whether the time of this sample can be believed; samples come in the order they were taken. */
  follow(sample: Sample): boolean {
    const previous = this.#previous;
    if (previous === undefined || !isBeside(previous, sample)) this.#since = sample.endedAt;
    this.#previous = sample;
    return sample.endedAt - this.#since >= STEADY;
  }
}

const STEADY = 60e9;
/** ms by which the clocks may differ from one sample to the next: one is under correction, or the sample was held up. */
const TOLERANCE = 2000;

const isBeside = (before: Sample, after: Sample): boolean => {
  const byBoot = (after.endedAt - before.endedAt) / 1e6;
  return byBoot >= 0 && Math.abs(after.wallTime - before.wallTime - byBoot) < TOLERANCE;
};
