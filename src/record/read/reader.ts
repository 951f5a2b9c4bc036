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
import { type BadLine, LineReader } from '../format/block-lines.ts';
import type { Damage } from '../format/damage.ts';
import { HOUR, hourOf } from '../format/segment-name.ts';
import { type SegmentBytes, type SegmentPiece, walk } from '../format/walk.ts';
import { copiesAmong } from './recorded-segments.ts';
import { isRefusal, openSegmentIfThere, type SegmentFile } from './segment-file.ts';

/** Wall times, both included; absent: open. */
export type Range = { readonly from?: Milliseconds; readonly to?: Milliseconds };

export type ReadOptions = Range & {
  /**
   * Wall time to begin at: with the first sample that is not earlier. What was recorded behind it follows, also where the
   * clock was set back. Absent: at the beginning.
   */
  readonly since?: Milliseconds;
  /** Called for each damage, in the order of the bytes. */
  readonly onDamage?: (damage: Damage) => void;
};

/** The samples of these files within the range, in the order they were recorded. */
export const readSegments = (
  segments: readonly { readonly name: string; readonly path: string }[],
  options: ReadOptions = {},
  sequence: SequenceCheck = { next: undefined },
): AsyncGenerator<Sample> => inTurns(piecesOf(segments, options, sequence));

/** The sequence number that the next block should have; undefined before the first. */
export type SequenceCheck = { next: number | undefined };

/** The samples of one segment within the range. */
export const readSegment = (
  file: SegmentBytes,
  name: string,
  options: ReadOptions,
  sequence: SequenceCheck = { next: undefined },
): AsyncGenerator<Sample> =>
  inTurns(piecesIn({ file, segment: name, options, sequence, range: rangeOf(options) }));

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

function* piecesOf(
  segments: Parameters<typeof readSegments>[0],
  options: ReadOptions,
  sequence: SequenceCheck,
): Generator<ReadPiece> {
  const range = rangeOf(options);
  const copies = copiesAmong(segments);
  for (const { name, path } of segments) {
    const of = copies.get(name);
    if (of !== undefined) {
      options.onDamage?.({ kind: 'copy', segment: name, of });
      continue;
    }
    const file = openIfAllowed(path, name, options);
    if (file === undefined) continue;
    try {
      if (mayHold(file, range)) yield* piecesIn({ file, segment: name, options, sequence, range });
      else sequence.next = undefined;
    } finally {
      file.close();
    }
  }
}

function* piecesIn(about: Omit<Reading, 'lines'>): Generator<ReadPiece> {
  const reading = { ...about, lines: new LineReader() };
  for (const found of walk(about.file)) {
    const textSize = found.kind === 'block' ? found.header.textSize : 0;
    yield { textSize, samples: samplesIn(found, reading) };
  }
}

/** What is left to look for: with `since`, everything once the first sample was found. */
type RangeNow = { from: Milliseconds | undefined; readonly to: Milliseconds | undefined };

const rangeOf = ({ since, from, to }: ReadOptions): RangeNow => ({ from: since ?? from, to });

/** What is common to all blocks of a segment. */
type Reading = {
  readonly file: SegmentBytes;
  readonly segment: string;
  readonly options: ReadOptions;
  readonly sequence: SequenceCheck;
  readonly range: RangeNow;
  readonly lines: LineReader;
};

/** Whether a segment can hold samples of the range: it never goes past the hour of its first block. */
const mayHold = (file: SegmentBytes, { from = 0 as Milliseconds, to }: RangeNow): boolean => {
  for (const found of walk(file)) {
    if (found.kind !== 'block') continue;
    const begin = hourOf(found.header.firstTime) * HOUR;
    return begin + HOUR > from && (to === undefined || begin <= to);
  }
  // No block at all: it is read, so that its damage is reported.
  return true;
};

const overlaps = (header: BlockHeader, { from, to }: RangeNow): boolean =>
  (from === undefined || header.lastTime >= from) && (to === undefined || header.firstTime <= to);

/** Undefined when it is gone, or when this user may not read it, which is reported as damage of this segment alone. */
const openIfAllowed = (
  path: string,
  segment: string,
  { onDamage }: ReadOptions,
): SegmentFile | undefined => {
  try {
    return openSegmentIfThere(path);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    onDamage?.({ kind: 'denied', segment, problem: messageOf(error) });
    return undefined;
  }
};

/** The samples of one piece within the range. Reports damage and goes on behind it. */
function* samplesIn(found: SegmentPiece, reading: Reading): Generator<Sample> {
  const { segment, options, lines, range } = reading;
  const { since, onDamage } = options;
  if (found.kind !== 'block') {
    onDamage?.(
      isForeign(found, reading.file) ? { kind: 'foreign', segment } : { ...found, segment },
    );
    return;
  }
  checkSequence(found.header, reading);
  if (!overlaps(found.header, range)) return;
  const { offset, header } = found;
  const place = { segment, offset, end: offset + header.size };
  const text = readBlock(found, place, reading);
  if (text === undefined) return;
  const onBad = ({ problem }: BadLine): void => onDamage?.({ kind: 'bad-line', ...place, problem });
  for (const sample of lines.read(text, onBad)) {
    if (!isWithin(range, sample)) continue;
    if (since !== undefined) range.from = undefined;
    yield sample;
  }
}

/** Whether a find is a whole file that is no recorder's. */
const isForeign = (
  { kind, offset, end }: Exclude<SegmentPiece, { kind: 'block' }>,
  file: SegmentBytes,
) =>
  kind === 'unreadable' && end - offset === file.size && !resemblesBlock(file.read(0, HEADER_SIZE));

const isWithin = ({ from, to }: RangeNow, { wallTime }: Sample): boolean =>
  (from === undefined || wallTime >= from) && (to === undefined || wallTime <= to);

const checkSequence = (
  { sequence: found, blocks }: BlockHeader,
  { segment, options, sequence }: Reading,
): void => {
  const missing = found - (sequence.next ?? found);
  if (missing > 0) options.onDamage?.({ kind: 'missing-blocks', segment, count: missing });
  sequence.next = found + blocks;
};

/** Where a piece lies. */
type Place = { readonly segment: string; readonly offset: number; readonly end: number };

/** The text of its lines; undefined when it is damaged. */
const readBlock = (
  { offset, header }: SegmentPiece & { readonly kind: 'block' },
  place: Place,
  { file, options }: Reading,
): Uint8Array | undefined => {
  try {
    return decodeBlock(file.read(offset, header.size), header);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const { samples } = header;
    options.onDamage?.({ kind: 'damaged-block', ...place, samples, problem: error.message });
    return undefined;
  }
};
