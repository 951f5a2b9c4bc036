/** The segment being written: blocks go to its end whole, or not at all. */
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../lib/error-codes.ts';
import { type Bytes, bytes, type Milliseconds, milliseconds } from '../../lib/units.ts';
import { hourOf, segmentName } from '../format/segment-name.ts';
import {
  createFile,
  isSameFile,
  openToAppend,
  type RecordedSegment,
  statIfThere,
} from '../read/folder.ts';
import type { Survey } from '../read/segment-survey.ts';

export class SegmentWriter {
  readonly #file: FileHandle;
  #segment: RecordedSegment;
  #broken = false;

  private constructor(segment: RecordedSegment, file: FileHandle) {
    this.#segment = segment;
    this.#file = file;
  }

  /** As it is so far. */
  get segment(): RecordedSegment {
    return this.#segment;
  }

  /** Begins a segment, named after `time`, or after the next millisecond whose name is free. */
  static async create(folder: string, time: Milliseconds): Promise<SegmentWriter> {
    const name = segmentName(time);
    const path = join(folder, name);
    try {
      const file = await createFile(path);
      return new SegmentWriter({ name, path, time, begun: time, size: bytes(0) }, file);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      return SegmentWriter.create(folder, milliseconds(time + 1));
    }
  }

  /** Continues a segment behind its last whole block: cuts the torn tail, and leaves damage before it alone. */
  static async continue(segment: RecordedSegment, { size, end }: Survey): Promise<SegmentWriter> {
    const file = await openToAppend(segment.path);
    if (end < size) await file.truncate(end);
    return new SegmentWriter({ ...segment, size: bytes(end) }, file);
  }

  /** Whether a block of `size` bytes from `time` on belongs here. */
  hasRoomFor(time: Milliseconds, size: number, limit: Bytes): boolean {
    if (this.#broken) return false;
    const { begun, size: written } = this.#segment;
    return written === 0 || (written + size <= limit && hourOf(begun) === hourOf(time));
  }

  /** Whether our file is still there under its name, and of the size we left it: what is written to a removed file is lost. */
  async isInPlace(): Promise<boolean> {
    if (this.#broken) return true;
    try {
      const [ours, there] = [await this.#file.stat(), await statIfThere(this.#segment.path)];
      return there !== undefined && isSameFile(there, ours) && there.size === this.#segment.size;
    } catch {
      // Not even its state can be read: nothing could be written either.
      return false;
    }
  }

  /** @throws Node's error when the block could not be written; then nothing of it is left, or no more is written to this segment */
  async write(block: Uint8Array, time: Milliseconds): Promise<void> {
    const { size, begun } = this.#segment;
    try {
      await writeWhole(this.#file, block, size);
    } catch (error) {
      await this.#removePartialBlock();
      throw error;
    }
    this.#segment = {
      ...this.#segment,
      begun: size === 0 ? time : begun,
      size: bytes(size + block.length),
    };
  }

  /** Has the kernel put what was written on the disk. */
  async sync(): Promise<void> {
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #removePartialBlock(): Promise<void> {
    try {
      await this.#file.truncate(this.#segment.size);
    } catch {
      // The partial block stays, and readers report it. We write nothing behind it.
      this.#broken = true;
    }
  }
}

const writeWhole = async (file: FileHandle, block: Uint8Array, at: number): Promise<void> => {
  let written = 0;
  while (written < block.length) {
    const left = block.length - written;
    // A nearly full disk takes a part only.
    written += (await file.write(block, written, left, at + written)).bytesWritten;
  }
};
