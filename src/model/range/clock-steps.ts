/**
 * Where the wall clock was set while samples were taken: it went on by another length than the boot clock, which is never set.
 *
 * After a step back some wall times come twice.
 */
import { type Milliseconds, milliseconds } from '../../lib/units.ts';
import type { Sample } from '../../sample/sample.ts';

export type ClockStep = {
  /** Wall time of the last sample before. */
  readonly at: Milliseconds;
  /** Negative: set back. Across a boot at least so far, for nobody knows how long the machine was off. */
  readonly by: Milliseconds;
};

/** ms. A clock being adjusted drifts by less, and a pass is never so late. */
const LEAST = 1000;

/** The step between two samples, one taken after the other. Undefined too between two hosts: each has its own clock. */
export const clockStepBetween = (previous: Sample, next: Sample): ClockStep | undefined => {
  if (previous.host !== next.host) return undefined;
  const isOneBoot = next.endedAt >= previous.endedAt;
  const shown = next.wallTime - previous.wallTime;
  const length = (next.endedAt - (isOneBoot ? previous.endedAt : next.startedAt)) / 1e6;
  const by = milliseconds(Math.round(shown - length));
  // A clock that is later after a boot says nothing: the machine may have been off for as long.
  if (Math.abs(by) < LEAST || (by > 0 && !isOneBoot)) return undefined;
  return { at: previous.wallTime, by };
};
