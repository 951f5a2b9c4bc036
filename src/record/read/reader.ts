/**
 * Reads a recording back, sample by sample, past whatever damage it has.
 *
 * Memory: one block. The event loop gets its turn every few blocks: a signal would wait for the end otherwise.
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
import { type Found, type SegmentBytes, walk } from '../format/walk.ts';
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
): AsyncGenerator<Sample> => inTurns(findsOf(segments, options, sequence));

/** The sequence number that the next block should have; undefined before the first. */
export type SequenceCheck = { next: number | undefined };

/** The samples of one segment within the range. */
export const readSegment = (
  file: SegmentBytes,
  name: string,
  options: ReadOptions,
  sequence: SequenceCheck = { next: undefined },
): AsyncGenerator<Sample> =>
  inTurns(findsIn({ file, segment: name, options, sequence, range: rangeOf(options) }));

/** One find of a segment; its samples are read before the next is asked for. */
type ReadFind = { readonly textSize: number; readonly samples: Iterable<Sample> };

/** The only step that waits: each one more would cost every sample a promise or two. */
async function* inTurns(finds: Iterable<ReadFind>): AsyncGenerator<Sample> {
  let read = 0;
  for (const { textSize, samples } of finds) {
    for (const sample of samples) yield sample;
    read += textSize;
    if (read < BYTES_A_TURN) continue;
    read = 0;
    await setImmediate();
  }
}

/** Of text; some 5 ms. */
const BYTES_A_TURN = 2 * 2 ** 20;

function* findsOf(
  segments: Parameters<typeof readSegments>[0],
  options: ReadOptions,
  sequence: SequenceCheck,
): Generator<ReadFind> {
  const range = rangeOf(options);
  for (const { name, path } of segments) {
    const file = openIfAllowed(path, name, options);
    if (file === undefined) continue;
    try {
      if (mayHold(file, range)) yield* findsIn({ file, segment: name, options, sequence, range });
      else sequence.next = undefined;
    } finally {
      file.close();
    }
  }
}

function* findsIn(about: Omit<Reading, 'lines'>): Generator<ReadFind> {
  const reading = { ...about, lines: new LineReader() };
  for (const found of walk(about.file)) {
    const textSize = found.kind === 'block' ? found.header.textSize : 0;
    yield { textSize, samples: readFound(found, reading) };
  }
}

/** What is looked for from here on. With `since` its beginning is open once the first sample was found. */
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
  // No block at all: let the damage be named.
  return true;
};

const overlaps = (header: BlockHeader, { from, to }: RangeNow): boolean =>
  (from === undefined || header.lastTime >= from) && (to === undefined || header.firstTime <= to);

/** Undefined when it is gone, or this user may not read it, which is told: what others left there costs their segment alone. */
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

/** The samples of one find within the range. Damage is told, and costs what it hit. */
function* readFound(found: Found, reading: Reading): Generator<Sample> {
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
const isForeign = ({ kind, offset, end }: Exclude<Found, { kind: 'block' }>, file: SegmentBytes) =>
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

/** Where a find lies. */
type Place = { readonly segment: string; readonly offset: number; readonly end: number };

/** The text of its lines; undefined when it is damaged. */
const readBlock = (
  { offset, header }: Found & { readonly kind: 'block' },
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
