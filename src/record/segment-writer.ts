/** The segment being written: blocks go to its end whole, or not at all. */
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bytes, bytes, type Milliseconds } from '../lib/units.ts';
import { createFile, openToAppend, type Segment } from './folder.ts';
import { openSegment } from './segment-file.ts';
import { hourOf, segmentName } from './segment-name.ts';
import { walk } from './walk.ts';

export class SegmentWriter {
  readonly name: string;
  readonly path: string;
  readonly time: Milliseconds;
  readonly #file: FileHandle;
  #size: number;
  #hour: number | undefined;
  #broken = false;

  private constructor(segment: Segment, file: FileHandle, hour: number | undefined) {
    this.name = segment.name;
    this.path = segment.path;
    this.time = segment.time;
    this.#file = file;
    this.#size = segment.size;
    this.#hour = hour;
  }

  /** Begins a segment. */
  static async create(folder: string, time: Milliseconds): Promise<SegmentWriter> {
    const name = segmentName(time);
    const path = join(folder, name);
    const file = await createFile(path);
    return new SegmentWriter({ name, path, time, size: bytes(0) }, file, undefined);
  }

  /** Goes on with a segment: a torn tail is cut, damage further up is left alone. */
  static async continue(
    segment: Segment,
  ): Promise<{ readonly writer: SegmentWriter; readonly cut: Bytes }> {
    const { size, end, hour } = survey(segment.path);
    const file = await openToAppend(segment.path);
    if (end < size) await file.truncate(end);
    const writer = new SegmentWriter({ ...segment, size: bytes(end) }, file, hour);
    return { writer, cut: bytes(size - end) };
  }

  get size(): Bytes {
    return bytes(this.#size);
  }

  /** Whether a block of `size` bytes from `time` on belongs here. */
  hasRoomFor(time: Milliseconds, size: number, limit: Bytes): boolean {
    if (this.#broken) return false;
    if (this.#size === 0) return true;
    return this.#size + size <= limit && this.#hour === hourOf(time);
  }

  /**
   * @throws Node's error when the block could not be written; nothing of it is left then, or the segment is given up
   */
  async write(block: Uint8Array, time: Milliseconds): Promise<void> {
    try {
      await writeWhole(this.#file, block, this.#size);
    } catch (error) {
      await this.#takeBack();
      throw error;
    }
    this.#size += block.length;
    this.#hour ??= hourOf(time);
  }

  /** Has the kernel put what was written on the disk. */
  async sync(): Promise<void> {
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #takeBack(): Promise<void> {
    try {
      await this.#file.truncate(this.#size);
    } catch {
      // The half block stays, and readers will name it; nothing may be written behind it by us.
      this.#broken = true;
    }
  }
}

/** The number after a segment's last block's; undefined when it has no block. */
export const nextSequenceOf = (path: string): number | undefined => survey(path).nextSequence;

type Survey = {
  readonly size: number;
  /** Where the last whole block ends. */
  readonly end: number;
  readonly hour: number | undefined;
  readonly nextSequence: number | undefined;
};

const survey = (path: string): Survey => {
  const file = openSegment(path);
  try {
    const blocks = [...walk(file)].flatMap((found) => (found.kind === 'block' ? [found] : []));
    const first = blocks[0]?.header;
    const last = blocks.at(-1);
    return {
      size: file.size,
      end: last === undefined ? 0 : last.offset + last.header.size,
      hour: first === undefined ? undefined : hourOf(first.firstTime),
      nextSequence: last === undefined ? undefined : last.header.sequence + last.header.blocks,
    };
  } finally {
    file.close();
  }
};

const writeWhole = async (file: FileHandle, block: Uint8Array, at: number): Promise<void> => {
  let written = 0;
  while (written < block.length) {
    const left = block.length - written;
    // A disk nearly full takes a part, and refuses the rest.
    written += (await file.write(block, written, left, at + written)).bytesWritten;
  }
};
