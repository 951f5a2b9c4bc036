/**
 * Whether the wall clock can be trusted: when it has kept pace for a minute with the boot clock, which is never set.
 *
 * A machine may start with any time, until it has fetched the right one.
 */
import type { Sample } from '../../sample/sample.ts';

export class SteadyClock {
  #previous: Sample | undefined;
  /** Boot clock, ns: since when both keep pace. */
  #since = 0;

  /** Whether this sample's time can be trusted; samples come in the order they were taken. */
  follow(sample: Sample): boolean {
    const previous = this.#previous;
    if (previous === undefined || !keptPace(previous, sample)) this.#since = sample.endedAt;
    this.#previous = sample;
    return sample.endedAt - this.#since >= STEADY;
  }
}

const STEADY = 60e9;
/** ms by which the clocks may differ from one sample to the next: one is under correction, or the sample was held up. */
const TOLERANCE = 2000;

const keptPace = (before: Sample, after: Sample): boolean => {
  const byBoot = (after.endedAt - before.endedAt) / 1e6;
  return byBoot >= 0 && Math.abs(after.wallTime - before.wallTime - byBoot) < TOLERANCE;
};
