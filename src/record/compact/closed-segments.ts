/** The segments a recorder has left behind, and which of them have to go. */
import { messageOf } from '../../lib/errors.ts';
import { bytes, type Milliseconds } from '../../lib/units.ts';
import type { SealedLines } from '../format/block-lines.ts';
import { HOUR } from '../format/segment-name.ts';
import { type RecordedSegment, removeFile, statIfThere } from '../read/folder.ts';
import { whileLocked } from '../write/lock.ts';
import { leastOf, type Retention, segmentsToDrop, segmentToSpare } from '../write/retention.ts';

export type ClosedOptions = Retention & {
  /** Called with what a person should know, a line each; recording goes on. */
  readonly onNotice?: (line: string) => void;
};

/** A block's lines, and whether their times can be believed (see steady-clock.ts). */
export type TakenLines = SealedLines & { readonly clock: 'steady' | 'new' };

export class ClosedSegments {
  readonly #folder: string;
  readonly #options: ClosedOptions;
  /** Oldest first. */
  #segments: readonly RecordedSegment[];
  /** The name of one that could not be removed: said once. */
  #undroppable: string | undefined;

  constructor(folder: string, segments: readonly RecordedSegment[], options: ClosedOptions) {
    this.#folder = folder;
    this.#segments = segments;
    this.#options = options;
  }

  get latest(): RecordedSegment | undefined {
    return this.#segments.at(-1);
  }

  add(segment: RecordedSegment): void {
    this.#segments = [...this.#segments, segment];
  }

  /** Removes what the recording has no more room for. @param current being written @param written its last block */
  async dropExpired(current: RecordedSegment, { lastTime, clock }: TakenLines): Promise<void> {
    const { keep: _, ...ageless } = this.#options;
    // By a clock that cannot be believed yet nothing is too old; the next block has it looked at again.
    const retention = clock === 'new' ? ageless : this.#options;
    const expired = (): ReturnType<typeof segmentsToDrop<RecordedSegment>> =>
      segmentsToDrop([...this.#segments, current], retention, lastTime);
    if (expired().length === 0) return;
    await this.#lookAgain();
    for (const { segment, why } of expired()) {
      if (!(await this.#drop(segment, why))) return;
    }
  }

  /**
   * Gives up one segment to a full disk, no more: it may be another who fills it.
   * @param current being written, if one could be begun
   * @returns undefined when one was given up; else what to add to the disk's message: why none is, or nothing
   */
  async makeRoom(
    current: RecordedSegment | undefined,
    now: Milliseconds,
  ): Promise<string | undefined> {
    const segments = current === undefined ? this.#segments : [...this.#segments, current];
    const oldest = segmentToSpare(segments, this.#options, now);
    if (oldest !== undefined) return (await this.#drop(oldest, 'disk full')) ? undefined : '';
    const hours = Math.round((leastOf(this.#options) / HOUR) * 10) / 10;
    return segments.length < 2 ? '' : ` (the last ${hours} h of the recording are not given up)`;
  }

  /** Others may have compacted or removed some. */
  async #lookAgain(): Promise<void> {
    const there: RecordedSegment[] = [];
    for (const segment of this.#segments) {
      const size = await sizeIfThere(segment);
      if (size !== undefined) there.push({ ...segment, size: bytes(size) });
    }
    this.#segments = there;
  }

  /** Whether it is gone. Nothing is removed while another process rewrites it: it would come back. */
  async #drop(segment: RecordedSegment, why: 'age' | 'size' | 'disk full'): Promise<boolean> {
    const { name, path } = segment;
    try {
      await whileLocked(this.#folder, 'rewrite', () => removeFile(path));
    } catch (error) {
      if (this.#undroppable !== name) {
        this.#options.onNotice?.(`cannot remove the segment ${name}: ${messageOf(error)}`);
      }
      this.#undroppable = name;
      return false;
    }
    this.#segments = this.#segments.filter((closed) => closed.name !== name);
    this.#options.onNotice?.(`removed the oldest segment ${name} (${why})`);
    return true;
  }
}

const sizeIfThere = async ({ path, size }: RecordedSegment): Promise<number | undefined> => {
  try {
    return (await statIfThere(path))?.size;
  } catch {
    return size;
  }
};
