/**
 * Puts blocks into a folder: which segment, under which number, and what has to go for it.
 *
 * A block is on disk whole or not at all; one that could not be written may be handed over again.
 */
import { messageOf } from '../lib/errors.ts';
import { type Bytes, bytes, type Milliseconds, milliseconds } from '../lib/units.ts';
import { encodeBlock } from './block.ts';
import type { SealedLines } from './block-lines.ts';
import { listSegments, removeFile, type Segment, syncFolder } from './folder.ts';
import type { RecordNotice } from './notice.ts';
import { type Retention, segmentsToDrop } from './retention.ts';
import { nextSequenceOf, SegmentWriter } from './segment-writer.ts';

export type FolderOptions = Retention & {
  /** A new segment is begun at this size, and at every hour; 64 MiB, and an eighth of `maxSize` at most. */
  readonly segmentSize?: Bytes;
  /**
   * When the disk must confirm what was written: `never` leaves it to the kernel (some 30 s); `segment` (the default)
   * asks at the end of a segment, `block` after every block, which costs a disk flush each time.
   */
  readonly sync?: 'never' | 'segment' | 'block';
  /** Called with what a person should know; recording goes on. */
  readonly onNotice?: (notice: RecordNotice) => void;
};

export class FolderWriter {
  readonly #folder: string;
  readonly #options: FolderOptions;
  readonly #segmentSize: Bytes;
  readonly #sync: 'never' | 'segment' | 'block';
  #closed: readonly Segment[];
  #current: SegmentWriter | undefined;
  #sequence: number;

  private constructor(folder: string, options: FolderOptions, start: Start) {
    this.#folder = folder;
    this.#options = options;
    this.#segmentSize = segmentSizeOf(options);
    this.#sync = options.sync ?? 'segment';
    this.#closed = start.closed;
    this.#current = start.current;
    this.#sequence = start.sequence;
  }

  /** Goes on behind what the folder holds; the caller has its lock. */
  static async open(folder: string, options: FolderOptions): Promise<FolderWriter> {
    return new FolderWriter(folder, options, await startOf(folder, options));
  }

  /** Why the block could not be written; undefined when it was. Rejects for no reason of the disk's. */
  async write(lines: SealedLines): Promise<string | undefined> {
    const { text, ...about } = lines;
    const block = await encodeBlock(text, { ...about, sequence: this.#sequence, blocks: 1 });
    const problem = await this.#tryTwice(block, lines.firstTime);
    if (problem !== undefined) return problem;
    this.#sequence += 1;
    if (this.#sync === 'block') await this.#confirm();
    await this.#dropExpired(lines.lastTime);
    return undefined;
  }

  async close(): Promise<void> {
    await this.#closeSegment();
  }

  async #tryTwice(block: Uint8Array, time: Milliseconds): Promise<string | undefined> {
    try {
      await this.#writeBlock(block, time);
      return undefined;
    } catch (error) {
      if (!isDiskFull(error) || !(await this.#makeRoom())) return messageOf(error);
    }
    try {
      await this.#writeBlock(block, time);
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }

  async #writeBlock(block: Uint8Array, time: Milliseconds): Promise<void> {
    if (this.#current?.hasRoomFor(time, block.length, this.#segmentSize) !== true) {
      await this.#closeSegment();
      // Names must sort in the order of writing, even when the clock was set back.
      const after = (this.#closed.at(-1)?.time ?? -1) + 1;
      this.#current = await SegmentWriter.create(this.#folder, milliseconds(Math.max(time, after)));
      if (this.#sync !== 'never') await syncFolder(this.#folder);
    }
    await this.#current.write(block, time);
  }

  async #closeSegment(): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    if (this.#sync === 'segment') await this.#confirm();
    this.#current = undefined;
    const { name, path, time, size } = current;
    this.#closed = [...this.#closed, { name, path, time, size }];
    await current.close();
  }

  async #confirm(): Promise<void> {
    try {
      await this.#current?.sync();
    } catch (error) {
      this.#notice({ kind: 'sync-failed', problem: messageOf(error) });
    }
  }

  async #dropExpired(now: Milliseconds): Promise<void> {
    if (this.#current === undefined) return;
    const segments = [...this.#closed, this.#current];
    for (const { segment, why } of segmentsToDrop(segments, this.#options, now)) {
      if (!(await this.#drop(segment, why))) return;
    }
  }

  /** Whether a segment could be given up. One at a time: it may be another who fills the disk. */
  async #makeRoom(): Promise<boolean> {
    const oldest = this.#closed[0];
    return oldest !== undefined && (await this.#drop(oldest, 'disk full'));
  }

  async #drop(
    { name, path }: { readonly name: string; readonly path: string },
    why: 'age' | 'size' | 'disk full',
  ): Promise<boolean> {
    try {
      await removeFile(path);
    } catch (error) {
      this.#notice({ kind: 'drop-failed', segment: name, problem: messageOf(error) });
      return false;
    }
    this.#closed = this.#closed.filter((closed) => closed.name !== name);
    this.#notice({ kind: 'segment-dropped', segment: name, why });
    return true;
  }

  #notice(notice: RecordNotice): void {
    this.#options.onNotice?.(notice);
  }
}

const segmentSizeOf = ({ segmentSize = bytes(64 * 2 ** 20), maxSize }: FolderOptions): Bytes =>
  maxSize === undefined ? segmentSize : bytes(Math.min(segmentSize, Math.ceil(maxSize / 8)));

const isDiskFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');

/** What a recording is continued from. */
type Start = {
  readonly closed: readonly Segment[];
  readonly current: SegmentWriter | undefined;
  readonly sequence: number;
};

const startOf = async (folder: string, { onNotice }: FolderOptions): Promise<Start> => {
  const segments = await listSegments(folder);
  const newest = segments.at(-1);
  if (newest === undefined) return { closed: [], current: undefined, sequence: 0 };
  const { writer, cut } = await SegmentWriter.continue(newest);
  if (cut > 0) onNotice?.({ kind: 'tail-cut', segment: newest.name, bytes: cut });
  return { closed: segments.slice(0, -1), current: writer, sequence: nextSequence(segments) };
};

/** A segment may be empty: the one before knows the number then. */
const nextSequence = (segments: readonly Segment[]): number => {
  for (const { path } of segments.toReversed()) {
    const next = nextSequenceOf(path);
    if (next !== undefined) return next;
  }
  return 0;
};
