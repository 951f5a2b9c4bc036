/**
 * Records samples into a folder.
 *
 * Never makes the sampler wait: `append` takes the sample and returns. Blocks are written in the background, at least every
 * `flushEvery`. While the disk stalls or is full they wait in memory, up to `backlog`.
 */
import { type Bytes, bytes, type Milliseconds, milliseconds } from '../../lib/units.ts';
import type { Sample } from '../../sample/sample.ts';
import type { TakenLines } from '../compact/closed-segments.ts';
import { BlockLines } from '../format/block-lines.ts';
import { hourOf } from '../format/segment-name.ts';
import { prepareFolder } from '../read/folder.ts';
import { withCoarseTimes } from './coarse-times.ts';
import { type FolderOptions, FolderWriter } from './folder-writer.ts';
import { type FolderLock, lockFolder } from './lock.ts';
import { SteadyClock } from './steady-clock.ts';

export type WriterOptions = FolderOptions & {
  /** The longest a sample waits before it is written; 5 s. A kill loses so much at most. */
  readonly flushEvery?: Milliseconds;
  /** Text that may wait in memory while the disk takes nothing; 32 MiB. */
  readonly backlog?: Bytes;
};

export class RecordingWriter {
  readonly #options: WriterOptions;
  readonly #lock: FolderLock;
  readonly #folder: FolderWriter;
  #lines = new BlockLines();
  readonly #clock = new SteadyClock();
  #isSteady = false;
  readonly #queue: TakenLines[] = [];
  #draining: Promise<void> | undefined;
  /** Whether the disk took nothing when last tried. */
  #waiting = false;
  #lost = 0;

  private constructor(options: WriterOptions, lock: FolderLock, folder: FolderWriter) {
    this.#options = options;
    this.#lock = lock;
    this.#folder = folder;
  }

  /**
   * Opens the folder, or makes it, and continues the recording in it.
   * @throws UnavailableError when the folder will not do, or another process records into it
   */
  static async open(path: string, options: WriterOptions = {}): Promise<RecordingWriter> {
    const lock = await lockFolder(await prepareFolder(path), 'record');
    try {
      return new RecordingWriter(options, lock, await FolderWriter.open(lock, options));
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Takes a sample; it is written with its block. Never waits for the disk. */
  append(sample: Sample): void {
    const { first } = this.#lines;
    if (first !== undefined && hourOf(first.wallTime) !== hourOf(sample.wallTime)) this.#seal();
    this.#isSteady = this.#clock.follow(sample);
    if (!this.#lines.add(withCoarseTimes(sample))) this.#lose(1);
    else if (this.#isDue(sample)) this.#seal();
  }

  /** Resolves when everything taken is written, or cannot be. */
  async flush(): Promise<void> {
    this.#seal();
    await this.settled();
  }

  /** Resolves when the blocks that are due are written, or cannot be. */
  async settled(): Promise<void> {
    await this.#draining;
  }

  /**
   * Writes what is left and releases the folder; to be called once.
   * @returns whether the last samples are in the folder
   */
  async close(): Promise<boolean> {
    await this.flush();
    const left = this.#queue.reduce((sum, { samples }) => sum + samples, 0);
    if (left > 0) this.#lose(left);
    const isInPlace = await this.#folder.close();
    await this.#lock.release();
    return left === 0 && isInPlace;
  }

  /** Whether the block must not wait for the next sample: its first would wait too long, or its text is long enough. */
  #isDue({ startedAt, endedAt }: Sample): boolean {
    const { first, length } = this.#lines;
    if (first === undefined) return false;
    const untilNext = endedAt - first.endedAt + (endedAt - startedAt);
    const limit = (this.#options.flushEvery ?? FLUSH_EVERY) * 1e6 * TOLERANCE;
    return length > BLOCK_TEXT || untilNext > limit;
  }

  #seal(): void {
    const sealed = this.#lines.seal();
    if (sealed !== undefined) {
      this.#lines = new BlockLines();
      this.#queue.push({ ...sealed, clock: this.#isSteady ? 'steady' : 'new' });
      this.#shortenQueue();
    }
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
    });
  }

  /** Runs one at a time; ends when the queue is empty or the disk takes nothing. */
  async #drain(): Promise<void> {
    for (let lines = this.#queue.shift(); lines !== undefined; lines = this.#queue.shift()) {
      const problem = await this.#folder.write(lines);
      if (problem !== undefined) {
        this.#queue.unshift(lines);
        this.#shortenQueue();
        this.#wait(problem);
        return;
      }
      this.#resume();
    }
  }

  /** Drops the oldest blocks when too much waits; the newest is kept whatever its size. */
  #shortenQueue(): void {
    const backlog = this.#options.backlog ?? BACKLOG;
    let waiting = this.#queue.reduce((sum, { text }) => sum + text.length, 0);
    let lost = 0;
    while (waiting > backlog && this.#queue.length > 1) {
      const oldest = this.#queue.shift();
      waiting -= oldest?.text.length ?? 0;
      lost += oldest?.samples ?? 0;
    }
    if (lost > 0) this.#lose(lost);
  }

  #wait(problem: string): void {
    if (!this.#waiting) {
      this.#options.onNotice?.(`cannot record: ${problem}; samples wait in memory`);
    }
    this.#waiting = true;
  }

  #resume(): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#options.onNotice?.(`recording again; ${this.#lost} samples were lost`);
    this.#lost = 0;
  }

  #lose(count: number): void {
    this.#lost += count;
    this.#options.onNotice?.(`${count} samples were not recorded: no room on disk, none in memory`);
  }
}

const FLUSH_EVERY = milliseconds(5000);
const BACKLOG = bytes(32 * 2 ** 20);
/** Characters; a block with more is written at once. */
const BLOCK_TEXT = 1024 * 1024;
/** Intervals are not exact: five of 1.003 s must not count as longer than 5 s. */
const TOLERANCE = 1.1;
