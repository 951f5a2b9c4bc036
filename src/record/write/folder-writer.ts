/**
 * Writes blocks into a folder: chooses the segment and the sequence number, and removes old segments to make room.
 *
 * A block is on disk whole or not at all; one that could not be written may be given again.
 */
import { hasCode } from '../../lib/error-codes.ts';
import { messageOf } from '../../lib/errors.ts';
import { type Bytes, bytes, type Milliseconds, milliseconds } from '../../lib/units.ts';
import { type ClosedOptions, ClosedSegments, type TakenLines } from '../compact/closed-segments.ts';
import { removeDrafts } from '../compact/compact-draft.ts';
import { encodeBlock } from '../format/block.ts';
import { prepareFolder, type RecordedSegment, removeFile, syncFolder } from '../read/folder.ts';
import { recordedSegments } from '../read/recorded-segments.ts';
import { survey } from '../read/segment-survey.ts';
import { type FolderLock, lockIfFree } from './lock.ts';
import { SegmentWriter } from './segment-writer.ts';

export type FolderOptions = ClosedOptions & {
  /** A new segment is begun at this size, and at every hour; 64 MiB, and an eighth of `maxSize` at most. */
  readonly segmentSize?: Bytes;
  /**
   * When the disk must confirm what was written: `never` leaves it to the kernel (some 30 s); `segment` (the default)
   * asks at the end of a segment, `block` after every block, which costs a disk flush each time.
   */
  readonly sync?: 'never' | 'segment' | 'block';
};

export class FolderWriter {
  readonly #folder: string;
  readonly #lock: FolderLock;
  readonly #options: FolderOptions;
  readonly #segmentSize: Bytes;
  readonly #sync: 'never' | 'segment' | 'block';
  readonly #closed: ClosedSegments;
  #current: SegmentWriter | undefined;
  #sequence: number;

  private constructor(lock: FolderLock, options: FolderOptions, start: Start) {
    this.#folder = lock.folder;
    this.#lock = lock;
    this.#options = options;
    this.#segmentSize = segmentSizeOf(options);
    this.#sync = options.sync ?? 'segment';
    this.#closed = new ClosedSegments(lock.folder, start.closed, options);
    this.#current = start.current;
    this.#sequence = start.sequence;
  }

  /** Continues the recording in the folder. The caller releases the lock. */
  static async open(lock: FolderLock, options: FolderOptions): Promise<FolderWriter> {
    await removeLeftDrafts(lock.folder);
    return new FolderWriter(lock, options, await startOf(lock.folder, options));
  }

  /** @returns why the block could not be written; undefined when it was. Never rejects for a fault of the disk */
  async write(lines: TakenLines): Promise<string | undefined> {
    const { text, clock: _, ...about } = lines;
    const block = await encodeBlock(text, { ...about, sequence: this.#sequence, blocks: 1 });
    const problem = await this.#tryTwice(block, lines.firstTime);
    if (problem !== undefined) return problem;
    this.#sequence += 1;
    if (this.#sync === 'block') await this.#confirm();
    if (this.#current !== undefined) await this.#closed.dropExpired(this.#current.segment, lines);
    return undefined;
  }

  /** @returns whether the segment written last is still in its place; true when there was none */
  async close(): Promise<boolean> {
    const isInPlace = (await this.#current?.isInPlace()) ?? true;
    if (isInPlace) await this.#closeSegment();
    else await this.#abandonSegment();
    return isInPlace;
  }

  async #tryTwice(block: Uint8Array, time: Milliseconds): Promise<string | undefined> {
    try {
      try {
        await this.#writeBlock(block, time);
      } catch (error) {
        if (!hasCode(error, 'ENOSPC', 'EDQUOT')) throw error;
        const left = await this.#closed.makeRoom(this.#current?.segment, time);
        if (left !== undefined) return `${messageOf(error)}${left}`;
        await this.#writeBlock(block, time);
      }
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }

  async #writeBlock(block: Uint8Array, time: Milliseconds): Promise<void> {
    if ((await this.#current?.isInPlace()) === false) await this.#abandonSegment();
    if (this.#current?.hasRoomFor(time, block.length, this.#segmentSize) !== true) {
      await this.#closeSegment();
    }
    this.#current ??= await this.#beginSegment(time);
    await this.#current.write(block, time);
  }

  /** Makes the folder anew if somebody removed it. */
  async #beginSegment(time: Milliseconds): Promise<SegmentWriter> {
    await prepareFolder(this.#folder);
    await this.#lock.keep();
    // Names must sort in the order of writing, even when the clock was set back.
    const after = (this.#closed.latest?.time ?? -1) + 1;
    const begun = await SegmentWriter.create(this.#folder, milliseconds(Math.max(time, after)));
    if (this.#sync !== 'never') await syncFolder(this.#folder);
    return begun;
  }

  /** Somebody removed, renamed or changed the segment. */
  async #abandonSegment(): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    this.#current = undefined;
    this.#options.onNotice?.(
      `${current.segment.name} was removed, renamed or changed while it was written; going on in a new segment`,
    );
    await current.close();
  }

  async #closeSegment(): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    if (this.#sync === 'segment') await this.#confirm();
    this.#current = undefined;
    await current.close();
    const { segment } = current;
    // Begun on a full disk: no block was ever written.
    if (segment.size === 0) await removeFile(segment.path);
    else this.#closed.add(segment);
  }

  async #confirm(): Promise<void> {
    try {
      await this.#current?.sync();
    } catch (error) {
      this.#options.onNotice?.(`the disk did not confirm what was written: ${messageOf(error)}`);
    }
  }
}

const segmentSizeOf = ({ segmentSize = bytes(64 * 2 ** 20), maxSize }: FolderOptions): Bytes =>
  maxSize === undefined ? segmentSize : bytes(Math.min(segmentSize, Math.ceil(maxSize / 8)));

/** Not while another process is writing one. */
const removeLeftDrafts = async (folder: string): Promise<void> => {
  const lock = await lockIfFree(folder, 'rewrite');
  if (lock === undefined) return;
  try {
    await removeDrafts(folder);
  } finally {
    await lock.release();
  }
};

/** Where the recording goes on. */
type Start = {
  readonly closed: readonly RecordedSegment[];
  readonly current: SegmentWriter | undefined;
  readonly sequence: number;
};

const startOf = async (folder: string, { onNotice = () => {} }: FolderOptions): Promise<Start> => {
  const segments = await recordedSegments(folder, onNotice);
  const newest = segments.at(-1);
  if (newest === undefined) return { closed: [], current: undefined, sequence: 0 };
  const found = survey(newest.path);
  const sequence = found.nextSequence ?? 0;
  if (found.tail === 'foreign') {
    onNotice(`${newest.name} is left alone: another program wrote into it`);
    return { closed: segments, current: undefined, sequence };
  }
  const current = await SegmentWriter.continue(newest, found);
  const cut = found.size - found.end;
  if (cut > 0) onNotice(`${newest.name}: removed ${cut} bytes of a block that was never finished`);
  return { closed: segments.slice(0, -1), current, sequence };
};
