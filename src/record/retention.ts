/** Which segments a recording has no more room for. */
import type { Bytes, Milliseconds } from '../lib/units.ts';
import { HOUR } from './segment-name.ts';

export type Retention = {
  /** How long samples are kept; absent: for ever. */
  readonly keep?: Milliseconds;
  /** How large the folder may grow; absent: without end. */
  readonly maxSize?: Bytes;
};

type Kept = { readonly name: string; readonly time: Milliseconds; readonly size: Bytes };

/**
 * The segments to remove, oldest first, with the reason.
 *
 * @param segments oldest first; the last is being written and never removed
 * @param now wall time
 */
export const segmentsToDrop = <Segment extends Kept>(
  segments: readonly Segment[],
  { keep, maxSize }: Retention,
  now: Milliseconds,
): readonly { readonly segment: Segment; readonly why: 'age' | 'size' }[] => {
  let total = segments.reduce((sum, { size }) => sum + size, 0);
  const dropped: { segment: Segment; why: 'age' | 'size' }[] = [];
  for (const segment of segments.slice(0, -1)) {
    // Its samples reach to the end of its hour at most.
    const tooOld = keep !== undefined && segment.time + HOUR < now - keep;
    const tooLarge = maxSize !== undefined && total > maxSize;
    if (!tooOld && !tooLarge) break;
    dropped.push({ segment, why: tooOld ? 'age' : 'size' });
    total -= segment.size;
  }
  return dropped;
};
