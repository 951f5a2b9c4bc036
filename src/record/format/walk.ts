/**
 * Finds the blocks of a segment, whatever happened to its bytes.
 *
 * Goes from header to header; where one is damaged it searches for the next. So damage costs the block it hit, and none
 * behind it.
 */
import { type BlockHeader, decodeHeader, HEADER_SIZE, MAGIC } from './block-header.ts';

/** A segment's bytes: a file, or an array in a test. */
export type SegmentBytes = {
  readonly size: number;
  /** At most `length` bytes, fewer at the end; good until the next call. */
  read(offset: number, length: number): Uint8Array;
};

export type SegmentPiece =
  /** A block whose header is whole and that lies within the segment; its text is not checked. */
  | { readonly kind: 'block'; readonly offset: number; readonly header: BlockHeader }
  /** A block whose end is missing. */
  | { readonly kind: 'torn'; readonly offset: number; readonly end: number }
  /** Bytes that are no block. */
  | { readonly kind: 'unreadable'; readonly offset: number; readonly end: number };

/** Blocks and damage, in the order they lie. */
export function* walk(bytes: SegmentBytes): Generator<SegmentPiece> {
  let offset = 0;
  // The last block may have lost bytes: then the next header lies within the size it claims.
  let searchFrom = 0;
  while (offset < bytes.size) {
    const header = decodeHeader(bytes.read(offset, HEADER_SIZE));
    if (header !== undefined && offset + header.size <= bytes.size) {
      yield { kind: 'block', offset, header };
      searchFrom = offset + HEADER_SIZE;
      offset += header.size;
      continue;
    }
    if (header !== undefined) searchFrom = offset + HEADER_SIZE;
    const next = findHeader(bytes, searchFrom, offset) ?? bytes.size;
    if (next > offset) yield { kind: header ? 'torn' : 'unreadable', offset, end: next };
    offset = next;
    searchFrom = next + HEADER_SIZE;
  }
}

/** Bytes searched at a time. */
const WINDOW = 64 * 1024;

/** The first header at or after `from`, but not at `notAt`. */
const findHeader = (bytes: SegmentBytes, from: number, notAt: number): number | undefined => {
  let start = from;
  while (start < bytes.size) {
    const window = Buffer.from(bytes.read(start, WINDOW));
    let at = window.indexOf(MAGIC);
    while (at !== -1) {
      const offset = start + at;
      if (offset !== notAt && decodeHeader(bytes.read(offset, HEADER_SIZE)) !== undefined) {
        return offset;
      }
      at = window.indexOf(MAGIC, at + 1);
    }
    if (window.length < WINDOW) return undefined;
    // A header's first bytes may lie across the edge of the window.
    start += WINDOW - MAGIC.length + 1;
  }
  return undefined;
};
