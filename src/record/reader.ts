/**
 * Reads a recording back, sample by sample, past whatever damage it has.
 *
 * Memory: a few blocks. Blocks are inflated on Node's thread pool while the ones before are used.
 */
import { DecodeError } from '../lib/errors.ts';
import type { Milliseconds } from '../lib/units.ts';
import type { Sample } from '../sample/sample.ts';
import { LineScanner } from '../sample/stream-scan.ts';
import { decodeBlock } from './block.ts';
import type { BlockHeader } from './block-header.ts';
import { type BadLine, readLines } from './block-lines.ts';
import type { Damage } from './damage.ts';
import { openSegmentIfThere } from './segment-file.ts';
import { HOUR, hourOf } from './segment-name.ts';
import { type Found, type SegmentBytes, walk } from './walk.ts';

/** Wall times, both included; absent: open. */
export type Range = { readonly from?: Milliseconds; readonly to?: Milliseconds };

export type ReadOptions = Range & {
  /** Called for each damage, in the order of the bytes. */
  readonly onDamage?: (damage: Damage) => void;
};

/** The samples of these files within the range, in the order they were recorded. */
export async function* readSegments(
  segments: readonly { readonly name: string; readonly path: string }[],
  options: ReadOptions = {},
): AsyncGenerator<Sample> {
  const sequence: SequenceCheck = { next: undefined };
  for (const { name, path } of segments) {
    const file = openSegmentIfThere(path);
    if (file === undefined) continue;
    try {
      if (mayHold(file, options)) yield* readSegment(file, name, options, sequence);
      else sequence.next = undefined;
    } finally {
      file.close();
    }
  }
}

/** The sequence number that the next block should have; undefined before the first. */
export type SequenceCheck = { next: number | undefined };

/** The samples of one segment within the range. */
export async function* readSegment(
  file: SegmentBytes,
  name: string,
  options: ReadOptions,
  sequence: SequenceCheck = { next: undefined },
): AsyncGenerator<Sample> {
  const ahead: Promise<BlockRead>[] = [];
  const scanner = new LineScanner();
  for (const found of walk(file)) {
    ahead.push(readFound({ file, name, scanner }, found, options));
    if (ahead.length > READ_AHEAD) yield* deliver(await ahead.shift(), name, options, sequence);
  }
  for (const read of ahead) yield* deliver(await read, name, options, sequence);
}

const READ_AHEAD = 3;

/** What is common to all blocks of a segment. */
type Reading = {
  readonly file: SegmentBytes;
  readonly name: string;
  readonly scanner: LineScanner;
};

/** What became of one find: its samples, and what was wrong. */
type BlockRead = {
  readonly header?: BlockHeader;
  readonly samples: readonly Sample[];
  readonly damage: readonly Damage[];
};

/** Whether a segment can hold samples of the range: it never goes past the hour of its first block. */
const mayHold = (file: SegmentBytes, { from = 0 as Milliseconds, to }: Range): boolean => {
  for (const found of walk(file)) {
    if (found.kind !== 'block') continue;
    const begin = hourOf(found.header.firstTime) * HOUR;
    return begin + HOUR > from && (to === undefined || begin <= to);
  }
  // No block at all: let the damage be named.
  return true;
};

const overlaps = (header: BlockHeader, { from, to }: Range): boolean =>
  (from === undefined || header.lastTime >= from) && (to === undefined || header.firstTime <= to);

/** Never rejects: damage is an outcome. The bytes are copied at once, before the window moves on. */
const readFound = (
  { file, name, scanner }: Reading,
  found: Found,
  range: Range,
): Promise<BlockRead> => {
  if (found.kind !== 'block')
    return Promise.resolve({ samples: [], damage: [{ ...found, segment: name }] });
  const { header, offset } = found;
  if (!overlaps(header, range)) return Promise.resolve({ header, samples: [], damage: [] });
  const block = file.read(offset, header.size).slice();
  return readBlock(block, { header, offset, segment: name }, scanner);
};

const readBlock = async (
  block: Uint8Array,
  {
    header,
    offset,
    segment,
  }: { readonly header: BlockHeader; readonly offset: number; readonly segment: string },
  scanner: LineScanner,
): Promise<BlockRead> => {
  const place = { segment, offset, end: offset + header.size };
  try {
    const { samples, bad } = readLines(await decodeBlock(block, header), scanner);
    const badLine = ({ problem }: BadLine): Damage => ({ kind: 'bad-line', ...place, problem });
    return { header, samples, damage: bad.map(badLine) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const damage = {
      kind: 'damaged-block',
      ...place,
      samples: header.samples,
      problem: error.message,
    } as const;
    return { header, samples: [], damage: [damage] };
  }
};

function* deliver(
  read: BlockRead | undefined,
  segment: string,
  { from, to, onDamage }: ReadOptions,
  sequence: SequenceCheck,
): Generator<Sample> {
  if (read === undefined) return;
  if (read.header !== undefined) {
    const { sequence: found, blocks } = read.header;
    const missing = found - (sequence.next ?? found);
    if (missing > 0) onDamage?.({ kind: 'missing-blocks', segment, count: missing });
    sequence.next = found + blocks;
  }
  for (const damage of read.damage) onDamage?.(damage);
  for (const sample of read.samples) {
    const { wallTime } = sample;
    if ((from === undefined || wallTime >= from) && (to === undefined || wallTime <= to)) {
      yield sample;
    }
  }
}
