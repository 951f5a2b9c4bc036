/**
 * Reads a recording sample by sample, past any damage.
 *
 * Holds one block in memory. Lets the event loop run every few blocks, so that signals are handled.
 */
import { setImmediate } from 'node:timers/promises';
import { DecodeError, messageOf } from '../../lib/errors.ts';
import type { Milliseconds } from '../../lib/units.ts';
import type { Sample } from '../../sample/sample.ts';
import { decodeBlock } from '../format/block.ts';
import { type BlockHeader, HEADER_SIZE, resemblesBlock } from '../format/block-header.ts';
import { LineReader } from '../format/block-lines.ts';
import { copyOf, type Damage, type LostSamples } from '../format/damage.ts';
import { HOUR, hourOf } from '../format/segment-name.ts';
import { type SegmentBytes, type SegmentPiece, walk } from '../format/walk.ts';
import type { SegmentFileName } from './folder.ts';
import { copiesAmong } from './recorded-segments.ts';
import { isRefusal, openSegmentIfThere, type SegmentFile } from './segment-file.ts';
import { firstHeaderIn } from './segment-survey.ts';

export type ReadOptions = {
  /** Wall times, both included; absent: open. */
  readonly from?: Milliseconds;
  readonly to?: Milliseconds;
  /**
   * Wall time to begin at: with the first sample that is not earlier. What was recorded behind it follows, also where the
   * clock was set back. Absent: at the beginning.
   */
  readonly since?: Milliseconds;
  /** Called for each damage, in the order of the bytes. */
  readonly onDamage?: (damage: Damage) => void;
};

/** The sequence number that the next block should have; undefined before the first. */
export type SequenceCheck = { next: number | undefined };

/** The samples of these files within the range, in the order they were recorded. */
export const readSegments = (
  segments: readonly SegmentFileName[],
  options: ReadOptions = {},
  sequence: SequenceCheck = { next: undefined },
): AsyncGenerator<Sample> => inTurns(new Reading(options, sequence).piecesOf(segments));

/** The samples of one segment within the range. */
export const readSegment = (
  file: SegmentBytes,
  name: string,
  options: ReadOptions,
): AsyncGenerator<Sample> =>
  inTurns(new Reading(options, { next: undefined }).piecesIn(file, name));

/** One piece of a segment. Its samples are read before the next piece is asked for. */
type ReadPiece = { readonly textSize: number; readonly samples: Iterable<Sample> };

/** The only asynchronous step: each more would cost every sample a promise or two. */
async function* inTurns(finds: Iterable<ReadPiece>): AsyncGenerator<Sample> {
  let read = 0;
  for (const { textSize, samples } of finds) {
    for (const sample of samples) yield sample;
    read += textSize;
    if (read < BYTES_A_TURN) continue;
    read = 0;
    await setImmediate();
  }
}

/** Of text, between two turns of the event loop: some 5 ms. */
const BYTES_A_TURN = 2 * 2 ** 20;

class Reading {
  readonly #options: ReadOptions;
  readonly #sequence: SequenceCheck;
  /** Wall times that are left to look for: with `since`, everything once the first sample was found. */
  #from: number;
  readonly #to: number;

  constructor(options: ReadOptions, sequence: SequenceCheck) {
    this.#options = options;
    this.#sequence = sequence;
    this.#from = options.since ?? options.from ?? Number.NEGATIVE_INFINITY;
    this.#to = options.to ?? Number.POSITIVE_INFINITY;
  }

  *piecesOf(segments: readonly SegmentFileName[]): Generator<ReadPiece> {
    const copies = copiesAmong(segments);
    for (const { name, path } of segments) {
      const of = copies.get(name);
      if (of !== undefined) {
        this.#options.onDamage?.(copyOf(name, of));
        continue;
      }
      const file = this.#openIfAllowed(path, name);
      if (file === undefined) continue;
      try {
        if (this.#mayHold(file)) yield* this.piecesIn(file, name);
        else this.#sequence.next = undefined;
      } finally {
        file.close();
      }
    }
  }

  *piecesIn(file: SegmentBytes, segment: string): Generator<ReadPiece> {
    const lines = new LineReader();
    for (const found of walk(file)) {
      if (found.kind === 'block') {
        const { textSize } = found.header;
        yield { textSize, samples: this.#samplesIn(found, file, segment, lines) };
      } else this.#tellOf(found, file, segment);
    }
  }

  /** Undefined when it is gone, or when this user may not read it, which is reported as damage of this segment alone. */
  #openIfAllowed(path: string, segment: string): SegmentFile | undefined {
    try {
      return openSegmentIfThere(path);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const problem = messageOf(error);
      this.#tell('denied', `${segment}: passed over, this user may not read it (${problem})`);
      return undefined;
    }
  }

  /** Whether a segment can hold samples of the range: it never goes past the hour of its first block. */
  #mayHold(file: SegmentBytes): boolean {
    const header = firstHeaderIn(file);
    // No block at all: it is read, so that its damage is reported.
    if (header === undefined) return true;
    const begin = hourOf(header.firstTime) * HOUR;
    return begin + HOUR > this.#from && begin <= this.#to;
  }

  /** The samples of a block within the range. Reports damage. */
  *#samplesIn(
    { header, offset }: SegmentPiece & { readonly kind: 'block' },
    file: SegmentBytes,
    segment: string,
    lines: LineReader,
  ): Generator<Sample> {
    const { sequence, blocks, firstTime, lastTime } = header;
    const missing = sequence - (this.#sequence.next ?? sequence);
    if (missing > 0) {
      this.#tell('missing-blocks', `${segment}: ${missing} blocks are missing before it or in it`);
    }
    this.#sequence.next = sequence + blocks;
    if (lastTime < this.#from || firstTime > this.#to) return;
    const place = placeOf(segment, offset, offset + header.size);
    const text = this.#textOf(header, file.read(offset, header.size), place);
    if (text === undefined) return;
    const onBad = (problem: string): void =>
      this.#tell('bad-line', `${place}: ${problem}`, lostOf(header, 1));
    for (const sample of lines.read(text, onBad)) {
      if (sample.wallTime < this.#from || sample.wallTime > this.#to) continue;
      if (this.#options.since !== undefined) this.#from = Number.NEGATIVE_INFINITY;
      yield sample;
    }
  }

  /** Undefined when it is damaged. */
  #textOf(header: BlockHeader, block: Uint8Array, place: string): Uint8Array | undefined {
    try {
      return decodeBlock(block, header);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const what = `a damaged block of ${header.samples} samples (${error.message})`;
      this.#tell('damaged-block', `${place}: ${what}`, lostOf(header, header.samples));
      return undefined;
    }
  }

  /** What lies between blocks. */
  #tellOf({ kind, offset, end }: NoBlock, file: SegmentBytes, segment: string): void {
    const isWhole = end - offset === file.size;
    if (kind === 'unreadable' && isWhole && !resemblesBlock(file.read(0, HEADER_SIZE))) {
      const remedy = `what it is, "iotop report" of it alone may tell`;
      this.#tell('foreign', `${segment}: no recording, left alone; ${remedy}`);
    } else {
      const what = kind === 'torn' ? 'the end of a block is missing' : 'not a block';
      this.#tell(kind, `${placeOf(segment, offset, end)}: ${what}`);
    }
  }

  #tell(kind: Damage['kind'], text: string, lost?: LostSamples): void {
    this.#options.onDamage?.(lost === undefined ? { kind, text } : { kind, text, lost });
  }
}

const lostOf = ({ firstTime, lastTime }: BlockHeader, samples: number): LostSamples => ({
  samples,
  from: firstTime,
  to: lastTime,
});

type NoBlock = Exclude<SegmentPiece, { kind: 'block' }>;

const placeOf = (segment: string, offset: number, end: number): string =>
  `${segment}: bytes ${offset} to ${end}`;
