/** What a file that is named like a segment holds, by the headers of its blocks. */
import { type BlockHeader, beginsLikeBlock, HEADER_SIZE } from '../format/block-header.ts';
import { type SegmentBytes, walk } from '../format/walk.ts';
import { openSegment } from './segment-file.ts';

export type Survey = {
  readonly size: number;
  /** The number after the last whole block's; absent when there is none: the file is not a recorder's. */
  readonly nextSequence?: number;
  /** Where the last whole block ends. */
  readonly end: number;
  /** What follows it: an unfinished block (`torn`), or bytes that no recorder wrote (`foreign`). */
  readonly tail: 'none' | 'torn' | 'foreign';
};

export const survey = (path: string): Survey => lookAt(path, surveyBytes);

export const surveyBytes = (file: SegmentBytes): Survey => {
  const { size } = file;
  let last: BlockHeader | undefined;
  let end = 0;
  for (const found of walk(file)) {
    if (found.kind !== 'block') continue;
    last = found.header;
    end = found.offset + found.header.size;
  }
  if (last === undefined) return { size, end, tail: 'foreign' };
  return { size, nextSequence: last.sequence + last.blocks, end, tail: tailOf(file, end) };
};

/** The header of the first whole block; undefined when there is none. Reads no further. */
export const firstHeaderOf = (path: string): BlockHeader | undefined => lookAt(path, firstHeaderIn);

/** As above. */
export const firstHeaderIn = (file: SegmentBytes): BlockHeader | undefined => {
  for (const found of walk(file)) if (found.kind === 'block') return found.header;
  return undefined;
};

const lookAt = <Found>(path: string, look: (file: SegmentBytes) => Found): Found => {
  const file = openSegment(path);
  try {
    return look(file);
  } finally {
    file.close();
  }
};

/** A write that was cut short leaves the beginning of a block; a power cut leaves zeros in its place. */
const tailOf = (file: SegmentBytes, end: number): Survey['tail'] => {
  if (end === file.size) return 'none';
  const isOurs = beginsLikeBlock(file.read(end, HEADER_SIZE)) || isZero(file, end);
  return isOurs ? 'torn' : 'foreign';
};

/** Bytes looked at a time. */
const WINDOW = 64 * 1024;

const isZero = (file: SegmentBytes, from: number): boolean => {
  for (let at = from; at < file.size; at += WINDOW) {
    if (file.read(at, WINDOW).some((byte) => byte !== 0)) return false;
  }
  return true;
};
