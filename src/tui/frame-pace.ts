/**
 * The screen's own pace: samples that come faster than anybody reads are merged into one a frame.
 *
 * A sample is held only where another is sure to come soon, so no timer is needed; and only while what is shown is a copy, for a live
 * source fills its tables anew with each sample. Those of a recording, which have no tables, come at the player's pace and are never held.
 */
import { copyOf, keptIdle } from '../sample/idle-tasks.ts';
import { MergedSample } from '../sample/merge.ts';
import type { Sample, TaskTable } from '../sample/sample.ts';

/** ms from frame to frame: it takes a reader about as long to see a figure, and one that stays for less is a flicker. */
const FRAME = 200;

export class FramePace {
  readonly #now: () => number;
  #held: MergedSample | undefined;
  /** Where all counters stood at the end of the sample shown; absent: its tables are the source's. */
  #table: TaskTable | undefined;
  #shownAt = 0;

  /** @param now milliseconds on a clock that only goes on */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * @param interval within which the next sample comes, in milliseconds
   * @returns what is to be shown now, with all that was held; undefined: nothing yet
   */
  add(sample: Sample, interval: number): Sample | undefined {
    const isShort = interval < FRAME;
    const table = this.#table;
    if (!isShort && table === undefined) return sample;
    if (this.#held === undefined) this.#held = new MergedSample(startingAt(sample, table));
    else this.#held.add(sample);
    const now = this.#now();
    // Of two samples the one nearer to the moment of the frame is the last in it.
    const isEarly = now - this.#shownAt + interval / 2 < FRAME;
    if (isShort && table !== undefined && isEarly) return undefined;
    this.#shownAt = now;
    return isShort ? this.#kept() : this.rest();
  }

  /** What is held, for as long as no other sample is asked for; undefined: nothing. */
  rest(): Sample | undefined {
    const sample = this.#held?.result();
    this.#held = undefined;
    this.#table = undefined;
    return sample;
  }

  /** What is held, in tables of its own. */
  #kept(): Sample | undefined {
    const isCopied = this.#table !== undefined;
    const sample = this.rest();
    if (sample?.idle === undefined) return sample;
    // Where there was a copy already, the sample begins with it.
    const idle = isCopied
      ? { ...sample.idle, now: copyOf(sample.idle.now) }
      : keptIdle(sample.idle);
    this.#table = idle.now;
    return { ...sample, idle };
  }
}

/** The sample, with a table of all tasks before it: its own may have only those that ran, and is filled anew. */
const startingAt = (sample: Sample, before: TaskTable | undefined): Sample => {
  if (sample.idle === undefined || before === undefined) return sample;
  const { ran: _, ...idle } = sample.idle;
  return { ...sample, idle: { ...idle, before } };
};
