/**
 * The blocks of a recording one by one, by their headers: to step back, and to look here and there, without reading what lies between.
 *
 * What is damaged, gone or may not be read is passed over: whoever plays the recording names it.
 */
import { DecodeError } from '../../lib/errors.ts';
import type { Milliseconds } from '../../lib/units.ts';
import type { Sample } from '../../sample/sample.ts';
import { decodeBlock } from '../format/block.ts';
import type { BlockHeader } from '../format/block-header.ts';
import { LineReader } from '../format/block-lines.ts';
import { HOUR, hourOf } from '../format/segment-name.ts';
import { walk } from '../format/walk.ts';
import type { SegmentFileName } from './folder.ts';
import { copiesAmong } from './recorded-segments.ts';
import { openSegmentIfAllowed, type SegmentFile } from './segment-file.ts';
import { firstHeaderIn } from './segment-survey.ts';

/** Where a block lies: the place of its segment among `segments`, and its bytes there. */
export type BlockPlace = {
  readonly segment: number;
  readonly offset: number;
  readonly header: BlockHeader;
};

export class RecordedBlocks {
  readonly #segments: readonly SegmentFileName[];
  /** The hour of each segment, found when first asked for; undefined: it has no block. */
  readonly #hours = new Map<number, number | undefined>();
  readonly #lines = new LineReader();
  #blocksRead = 0;

  /** @param segments in the order they were written */
  constructor(segments: readonly SegmentFileName[]) {
    const copies = copiesAmong(segments);
    this.#segments = segments.filter(({ name }) => !copies.has(name));
  }

  /** How many blocks were inflated so far. */
  get blocksRead(): number {
    return this.#blocksRead;
  }

  /** Segments that can hold samples of these wall times, both included: one never goes past the hour of its first block. */
  segmentsWithin(from: Milliseconds, to: Milliseconds): readonly number[] {
    return [...this.#segments.keys()].filter((segment) => {
      const hour = this.#hourOf(segment);
      return hour !== undefined && (hour + 1) * HOUR > from && hour * HOUR <= to;
    });
  }

  /** The blocks of a segment in the order they were written. A recorder may still add to the last. */
  blocksOf(segment: number): readonly BlockPlace[] {
    const places = this.#in(segment, (file) =>
      [...walk(file)].flatMap((found) =>
        found.kind === 'block' ? [{ segment, offset: found.offset, header: found.header }] : [],
      ),
    );
    return places ?? [];
  }

  /** The samples of one block, in the order they were recorded. */
  read({ segment, offset, header }: BlockPlace): readonly Sample[] {
    this.#blocksRead += 1;
    const read = (file: SegmentFile): readonly Sample[] => {
      try {
        const text = decodeBlock(file.read(offset, header.size), header);
        return [...this.#lines.read(text, () => {})];
      } catch (error) {
        if (error instanceof DecodeError) return [];
        throw error;
      }
    };
    return this.#in(segment, read) ?? [];
  }

  /** The sample recorded before: reads the block that holds `sample`, and where that begins with it the one before. */
  before(sample: Sample): Sample | undefined {
    const { wallTime } = sample;
    for (const segment of this.segmentsWithin(wallTime, wallTime)) {
      const blocks = this.blocksOf(segment);
      for (const [index, place] of blocks.entries()) {
        const { firstTime, lastTime } = place.header;
        if (wallTime < firstTime || wallTime > lastTime) continue;
        const samples = this.read(place);
        const at = samples.findIndex((each) => isSameSample(each, sample));
        if (at > 0) return samples[at - 1];
        if (at === 0) return this.#lastOf(blocks.slice(0, index), segment);
      }
    }
    return undefined;
  }

  /** The last sample of these blocks, or of the segments before `segment`. */
  #lastOf(blocks: readonly BlockPlace[], segment: number): Sample | undefined {
    for (const place of blocks.toReversed()) {
      const last = this.read(place).at(-1);
      if (last !== undefined) return last;
    }
    return segment === 0 ? undefined : this.#lastOf(this.blocksOf(segment - 1), segment - 1);
  }

  #hourOf(segment: number): number | undefined {
    if (!this.#hours.has(segment)) {
      const header = this.#in(segment, firstHeaderIn);
      this.#hours.set(segment, header && hourOf(header.firstTime));
    }
    return this.#hours.get(segment);
  }

  #in<Found>(segment: number, look: (file: SegmentFile) => Found): Found | undefined {
    const file = openSegmentIfAllowed((this.#segments[segment] as SegmentFileName).path);
    if (file === undefined) return undefined;
    try {
      return look(file);
    } finally {
      file.close();
    }
  }
}

/** Whether two readings gave the same sample: where the clock was set back, a wall time comes twice. */
export const isSameSample = (a: Sample, b: Sample): boolean =>
  a.endedAt === b.endedAt && a.wallTime === b.wallTime && a.host === b.host;
