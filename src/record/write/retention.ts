/**
 * Which segments a recording has no more room for.
 *
 * An age is what the recording itself went through since, not what a clock claims: a step of more than a day from one
 * segment to the next, forward or back, is a clock that jumped or a time when nobody recorded, and makes nothing older.
 */
import { type Bytes, type Milliseconds, milliseconds } from '../../lib/units.ts';
import { HOUR } from '../format/segment-name.ts';
import type { RecordedSegment } from '../read/folder.ts';

export type Retention = {
  /** How long samples are kept; absent: for ever. */
  readonly keep?: Milliseconds;
  /** How large the folder may grow; absent: without end. */
  readonly maxSize?: Bytes;
  /** So much of the recording's end is never given up to a full disk; absent: a day, or `keep` if that is less. */
  readonly keepLeast?: Milliseconds;
};

type Kept = Pick<RecordedSegment, 'name' | 'begun' | 'size'>;

/**
 * The segments to remove, oldest first, with the reason.
 * @param segments oldest first; the last is being written and never removed
 * @param now wall time
 */
export const segmentsToDrop = <Segment extends Kept>(
  segments: readonly Segment[],
  { keep, maxSize }: Retention,
  now: Milliseconds,
): readonly { readonly segment: Segment; readonly why: 'age' | 'size' }[] => {
  const ages = agesOf(segments, now);
  let total = segments.reduce((sum, { size }) => sum + size, 0);
  const dropped: { segment: Segment; why: 'age' | 'size' }[] = [];
  for (const [i, segment] of segments.slice(0, -1).entries()) {
    const tooOld = keep !== undefined && (ages[i] ?? 0) > keep;
    const tooLarge = maxSize !== undefined && total > maxSize;
    if (!tooOld && !tooLarge) break;
    dropped.push({ segment, why: tooOld ? 'age' : 'size' });
    total -= segment.size;
  }
  return dropped;
};

/**
 * The one segment that a full disk may cost next; undefined when all that is left is to be kept.
 * @param segments oldest first; the last is never removed
 * @param now wall time
 */
export const segmentToSpare = <Segment extends Kept>(
  segments: readonly Segment[],
  retention: Retention,
  now: Milliseconds,
): Segment | undefined => {
  const [oldest] = segments.slice(0, -1);
  const [age = 0] = agesOf(segments, now);
  return age > leastOf(retention) ? oldest : undefined;
};

/** How much of the end a full disk does not cost. */
export const leastOf = ({ keep, keepLeast }: Retention): Milliseconds =>
  keepLeast ?? milliseconds(Math.min(DAY, keep ?? DAY));

const DAY = 24 * HOUR;

/** How long ago each segment ended, at least: it may last an hour, but not past where the next begins. */
const agesOf = (segments: readonly Kept[], now: Milliseconds): readonly number[] => {
  const ages: number[] = [];
  let nextBegan = 0;
  let next: number = now;
  for (const { begun } of segments.toReversed()) {
    const step = next - begun;
    const began = nextBegan + (Math.abs(step) <= DAY ? step : 0);
    ages.unshift(Math.max(began - HOUR, nextBegan));
    nextBegan = began;
    next = begun;
  }
  return ages;
};
