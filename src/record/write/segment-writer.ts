/** The segment being written: blocks go to its end whole, or not at all. */
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
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
  readonly name: string;
  readonly path: string;
  readonly time: Milliseconds;
  readonly #file: FileHandle;
  #begun: Milliseconds;
  #size: number;
  #broken = false;

  private constructor(segment: RecordedSegment, file: FileHandle) {
    this.name = segment.name;
    this.path = segment.path;
    this.time = segment.time;
    this.#file = file;
    this.#begun = segment.begun;
    this.#size = segment.size;
  }

  /** Begins a segment, named after `time` or the next millisecond whose name is free. */
  static async create(folder: string, time: Milliseconds): Promise<SegmentWriter> {
    const name = segmentName(time);
    const path = join(folder, name);
    try {
      const file = await createFile(path);
      return new SegmentWriter({ name, path, time, begun: time, size: bytes(0) }, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return SegmentWriter.create(folder, milliseconds(time + 1));
    }
  }

  /** Goes on behind the last whole block of a segment: cuts its torn tail, leaves damage further up alone. */
  static async continue(segment: RecordedSegment, { size, end }: Survey): Promise<SegmentWriter> {
    const file = await openToAppend(segment.path);
    if (end < size) await file.truncate(end);
    return new SegmentWriter({ ...segment, size: bytes(end) }, file);
  }

  get size(): Bytes {
    return bytes(this.#size);
  }

  /** Wall time of its first sample. */
  get begun(): Milliseconds {
    return this.#begun;
  }

  /** Whether a block of `size` bytes from `time` on belongs here. */
  hasRoomFor(time: Milliseconds, size: number, limit: Bytes): boolean {
    if (this.#broken) return false;
    if (this.#size === 0) return true;
    return this.#size + size <= limit && hourOf(this.#begun) === hourOf(time);
  }

  /**
   * Whether the file is still there under its name, as long as we made it: others clean up too, and what is written to a
   * file without a name is lost.
   */
  async isInPlace(): Promise<boolean> {
    if (this.#broken) return true;
    try {
      const [ours, there] = [await this.#file.stat(), await statIfThere(this.path)];
      return there !== undefined && isSameFile(there, ours) && there.size === this.#size;
    } catch {
      // Where not even this can be said, nothing is written either.
      return false;
    }
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
    if (this.#size === 0) this.#begun = time;
    this.#size += block.length;
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

const writeWhole = async (file: FileHandle, block: Uint8Array, at: number): Promise<void> => {
  let written = 0;
  while (written < block.length) {
    const left = block.length - written;
    // A disk nearly full takes a part, and refuses the rest.
    written += (await file.write(block, written, left, at + written)).bytesWritten;
  }
};
