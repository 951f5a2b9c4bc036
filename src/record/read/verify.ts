/** Reads a whole recording and reports, segment by segment, what it holds and what is damaged. */
import { defined } from '../../lib/defined.ts';
import type { Milliseconds } from '../../lib/units.ts';
import { copyOf, type Damage } from '../format/damage.ts';
import { openToAppend, type SegmentFileName } from './folder.ts';
import { readSegments, type SequenceCheck } from './reader.ts';
import { copiesAmong } from './recorded-segments.ts';
import { survey } from './segment-survey.ts';

export type SegmentReport = {
  readonly name: string;
  readonly samples: number;
  /** Wall time of the first and the last sample; absent when there is none. */
  readonly firstTime?: Milliseconds;
  readonly lastTime?: Milliseconds;
  readonly damage: readonly Damage[];
};

/** One report a segment, as they are read. */
export async function* verify(segments: readonly SegmentFileName[]): AsyncGenerator<SegmentReport> {
  const sequence: SequenceCheck = { next: undefined };
  const copies = copiesAmong(segments);
  for (const segment of segments) {
    const { name } = segment;
    const of = copies.get(name);
    yield of === undefined
      ? await verifySegment(segment, sequence)
      : { name, samples: 0, damage: [copyOf(name, of)] };
  }
}

/**
 * Cuts the torn tails of segments: the unfinished block behind the last whole one. Nothing that could be read is lost, and
 * nothing that no recorder wrote is touched. The caller holds the folder's lock.
 * @returns the segments that were cut, and by how many bytes
 */
export const repair = async (
  segments: readonly SegmentFileName[],
): Promise<readonly { readonly name: string; readonly cut: number }[]> => {
  const repaired: { name: string; cut: number }[] = [];
  for (const { name, path } of segments) {
    const cut = await cutTail(path);
    if (cut > 0) repaired.push({ name, cut });
  }
  return repaired;
};

const verifySegment = async (
  segment: SegmentFileName,
  sequence: SequenceCheck,
): Promise<SegmentReport> => {
  const damage: Damage[] = [];
  const times: Milliseconds[] = [];
  const onDamage = (found: Damage): number => damage.push(found);
  for await (const { wallTime } of readSegments([segment], { onDamage }, sequence)) {
    times.push(wallTime);
  }
  const samples = times.length;
  return defined({
    name: segment.name,
    samples,
    firstTime: times[0],
    lastTime: times.at(-1),
    damage,
  });
};

const cutTail = async (path: string): Promise<number> => {
  const { size, end, tail } = survey(path);
  if (tail !== 'torn') return 0;
  const handle = await openToAppend(path);
  try {
    await handle.truncate(end);
  } finally {
    await handle.close();
  }
  return size - end;
};
