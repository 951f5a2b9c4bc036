/** Reads a whole recording and says, segment by segment, what it holds and what is damaged. */
import type { Bytes, Milliseconds } from '../lib/units.ts';
import type { Damage } from './damage.ts';
import { openToAppend, type Segment } from './folder.ts';
import { readSegment, type SequenceCheck } from './reader.ts';
import { openSegment } from './segment-file.ts';
import { goodEnd } from './walk.ts';

export type SegmentReport = {
  readonly name: string;
  readonly size: Bytes;
  readonly samples: number;
  /** Wall time of the first and the last sample; absent when there is none. */
  readonly firstTime?: Milliseconds;
  readonly lastTime?: Milliseconds;
  readonly damage: readonly Damage[];
};

/** One report a segment, as they are read. */
export async function* verify(segments: readonly Segment[]): AsyncGenerator<SegmentReport> {
  const sequence: SequenceCheck = { next: undefined };
  for (const segment of segments) yield await verifySegment(segment, sequence);
}

/**
 * Cuts the torn tails of segments: what follows the last whole block. Nothing that could be read is lost. The caller
 * holds the folder's lock.
 *
 * @returns the segments that were cut, and by how many bytes
 */
export const repair = async (
  segments: readonly Segment[],
): Promise<readonly { readonly name: string; readonly cut: number }[]> => {
  const repaired: { name: string; cut: number }[] = [];
  for (const { name, path } of segments) {
    const cut = await cutTail(path);
    if (cut > 0) repaired.push({ name, cut });
  }
  return repaired;
};

const verifySegment = async (
  { name, path, size }: Segment,
  sequence: SequenceCheck,
): Promise<SegmentReport> => {
  const damage: Damage[] = [];
  const times: Milliseconds[] = [];
  const file = openSegment(path);
  try {
    const onDamage = (found: Damage): number => damage.push(found);
    for await (const { wallTime } of readSegment(file, name, { onDamage }, sequence)) {
      times.push(wallTime);
    }
  } finally {
    file.close();
  }
  const [firstTime] = times;
  const lastTime = times.at(-1);
  return {
    name,
    size,
    samples: times.length,
    ...(firstTime === undefined ? {} : { firstTime }),
    ...(lastTime === undefined ? {} : { lastTime }),
    damage,
  };
};

const cutTail = async (path: string): Promise<number> => {
  const file = openSegment(path);
  const { size } = file;
  const end = goodEnd(file);
  file.close();
  if (end === size) return 0;
  const handle = await openToAppend(path);
  try {
    await handle.truncate(end);
  } finally {
    await handle.close();
  }
  return size - end;
};
