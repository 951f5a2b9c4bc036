/**
 * The head of one block of a recording: a gzip member's header with an extra field of ours.
 *
 * Source: RFC 1952, sections 2.3 and 2.3.1.1 (extra field). Every gzip reader skips the extra field. Ours finds the next block
 * by it, and its times, without inflating anything.
 */
import { crc32 } from 'node:zlib';
import { ByteReader, U64_HIGH } from '../../lib/byte-reader.ts';
import { type Bytes, bytes, type Milliseconds, milliseconds } from '../../lib/units.ts';
import { LATEST_TIME } from '../../sample/fields.ts';

export type BlockHeader = {
  /** The whole member, header and trailer included. */
  readonly size: Bytes;
  /** What it inflates to; a reader allows no more. */
  readonly textSize: Bytes;
  /** The earliest and the latest wall time of its samples. */
  readonly firstTime: Milliseconds;
  readonly lastTime: Milliseconds;
  readonly samples: number;
  /** Counts the blocks of a folder, so that a missing one is noticed. */
  readonly sequence: number;
  /** How many blocks it stands for: 1, or those that were merged into it. */
  readonly blocks: number;
};

/** Bytes of a block's header; after it the deflated text, then the trailer. */
export const HEADER_SIZE = 56;
/** CRC-32 and length of the text. */
export const TRAILER_SIZE = 8;
/** No block is larger, deflated or inflated. A header that says so is damaged or hostile. */
export const BLOCK_LIMIT = 64 * 2 ** 20;

export const encodeHeader = (header: BlockHeader): Uint8Array => {
  const out = new Uint8Array(HEADER_SIZE);
  const view = new DataView(out.buffer);
  out.set(FIXED);
  view.setUint32(MTIME, Math.floor(header.firstTime / 1000) >>> 0, true);
  view.setUint32(SIZE, header.size, true);
  view.setUint32(TEXT_SIZE, header.textSize, true);
  setU64(view, FIRST_TIME, header.firstTime);
  setU64(view, LAST_TIME, header.lastTime);
  view.setUint32(SAMPLES, header.samples, true);
  view.setUint32(SEQUENCE, header.sequence, true);
  view.setUint32(BLOCKS, header.blocks, true);
  view.setUint32(CRC, crc32(out.subarray(0, CRC)), true);
  return out;
};

/** The header that `bytes` begin with; undefined when they begin with none, or with a damaged one. */
export const decodeHeader = (block: Uint8Array): BlockHeader | undefined => {
  if (block.length < HEADER_SIZE || !FIXED.every((byte, i) => isTime(i) || block[i] === byte)) {
    return undefined;
  }
  const reader = new ByteReader(block, 'block header');
  if (reader.u32(CRC) !== crc32(block.subarray(0, CRC))) return undefined;
  const header = {
    size: bytes(reader.u32(SIZE)),
    textSize: bytes(reader.u32(TEXT_SIZE)),
    firstTime: milliseconds(reader.u64(FIRST_TIME)),
    lastTime: milliseconds(reader.u64(LAST_TIME)),
    samples: reader.u32(SAMPLES),
    sequence: reader.u32(SEQUENCE),
    blocks: reader.u32(BLOCKS),
  };
  return isPossible(header) ? header : undefined;
};

/** Whether these bytes are how a block of ours begins; they may be fewer than a header. */
export const beginsLikeBlock = (bytes: Uint8Array): boolean =>
  FIXED.every((byte, i) => i >= bytes.length || isTime(i) || bytes[i] === byte);

/** Whether a block of ours may have begun with these bytes before something happened to them: one of them may differ. */
export const resemblesBlock = (bytes: Uint8Array): boolean =>
  FIXED.filter((byte, i) => i < bytes.length && !isTime(i) && bytes[i] !== byte).length <= 1;

/** What every header of ours begins with: the mark to search for after damage. */
export const MAGIC = Uint8Array.of(0x1f, 0x8b, 8, 4);

/** Magic, method, flags (FEXTRA) · mtime · fastest/best · Unix · extra length · 'I' 'O' · its length. */
const FIXED = Uint8Array.of(...MAGIC, 0, 0, 0, 0, 2, 3, 44, 0, 0x49, 0x4f, 40, 0);
const MTIME = 4;
const SIZE = 16;
const TEXT_SIZE = 20;
const FIRST_TIME = 24;
const LAST_TIME = 32;
const SAMPLES = 40;
const SEQUENCE = 44;
const BLOCKS = 48;
const CRC = 52;

const isTime = (offset: number): boolean => offset >= MTIME && offset < MTIME + 4;

/** A header with a right CRC may still be made up by somebody. */
const isPossible = ({ size, textSize, samples, blocks, ...times }: BlockHeader): boolean =>
  size > HEADER_SIZE + TRAILER_SIZE &&
  size <= BLOCK_LIMIT &&
  textSize <= BLOCK_LIMIT &&
  samples <= textSize &&
  times.firstTime <= LATEST_TIME &&
  times.lastTime <= LATEST_TIME &&
  blocks >= 1;

const setU64 = (view: DataView, offset: number, value: number): void => {
  view.setUint32(offset, value % U64_HIGH, true);
  view.setUint32(offset + 4, Math.floor(value / U64_HIGH), true);
};
