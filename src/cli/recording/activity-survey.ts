/**
 * Finds out, while a recording is played, how slow the machine was when: of all of it, or of the day around the sample shown.
 *
 * Reads block by block between other work, at first a few over the whole stretch, so that its shape is there at once; a day is read in a
 * minute, and nothing waits for it.
 */
import { type Milliseconds, milliseconds } from '../../lib/units.ts';
import { type Activity, ActivityParts } from '../../model/range/activity.ts';
import type { Span } from '../../model/range/unrecorded.ts';
import type { BlockPlace, RecordedBlocks } from '../../record/read/recorded-blocks.ts';
import { sleep } from '../../sampler/live/wait.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A recording no longer than this is looked at as a whole. */
const WHOLE = 26 * HOUR;
/** Milliseconds of work at a time, of rest before it, and between two reports of what is known. */
const WORK = 4;
const REST = milliseconds(30);
const REPORT_EVERY = 250;

/** The stretch that is shown with a time: days from the beginning on, so that it stands still while time goes on. */
export const stretchAround = (time: Milliseconds, { from, to }: Span): Span => {
  if (to - from <= WHOLE) return { from, to };
  const days = Math.floor((Math.min(to, Math.max(from, time)) - from) / DAY);
  const begin = milliseconds(from + days * DAY);
  return { from: begin, to: milliseconds(Math.min(to, begin + DAY)) };
};

export class ActivitySurvey {
  readonly #blocks: RecordedBlocks;
  readonly #recorded: Span;
  #stretch: Span | undefined;
  #parts: ActivityParts | undefined;
  #work: Iterator<void> | undefined;
  #isRunning = false;

  /** @param recorded of which time anything is played */
  constructor(blocks: RecordedBlocks, recorded: Span) {
    this.#blocks = blocks;
    this.#recorded = recorded;
  }

  /** From now on the stretch around this time is of interest. @returns whether it was not so far */
  lookAt(time: Milliseconds): boolean {
    const stretch = stretchAround(time, this.#recorded);
    if (stretch.from === this.#stretch?.from) return false;
    this.#stretch = stretch;
    this.#parts = new ActivityParts(stretch);
    this.#work = this.#survey(stretch, this.#parts);
    return true;
  }

  /** Reads a block more, or the headers of a segment. @returns whether there is more to read */
  step(): boolean {
    const isDone = this.#work?.next().done ?? true;
    if (isDone) this.#work = undefined;
    return !isDone;
  }

  /** What is known; undefined before `lookAt`. */
  activity(): Activity | undefined {
    return this.#parts?.result();
  }

  /** Reads all there is to read, an eighth of the time, and tells now and then what is known. */
  async run(
    signal: AbortSignal,
    tell: (news: { readonly kind: 'activity'; readonly activity: Activity }) => void,
  ): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    let reported = 0;
    for (let isMore = true; isMore; ) {
      await sleep(REST, signal);
      if (signal.aborted) return;
      const begun = performance.now();
      do isMore = this.step();
      while (isMore && performance.now() - begun < WORK);
      if (isMore && performance.now() - reported < REPORT_EVERY) continue;
      reported = performance.now();
      const activity = this.activity();
      if (activity !== undefined) tell({ kind: 'activity', activity });
    }
    this.#isRunning = false;
  }

  *#survey({ from, to }: Span, parts: ActivityParts): Generator<void> {
    const places: BlockPlace[] = [];
    for (const segment of this.#blocks.segmentsWithin(from, to)) {
      for (const place of this.#blocks.blocksOf(segment)) {
        if (place.header.lastTime < from || place.header.firstTime > to) continue;
        places.push(place);
        parts.announce(spanOf(place));
      }
      yield;
    }
    parts.allAnnounced();
    for (const index of spreadOut(places.length)) {
      const place = places[index] as BlockPlace;
      parts.add(spanOf(place), this.#blocks.read(place));
      yield;
    }
  }
}

/** Its first sample began some time before it was recorded; when, is known when it is read. */
const spanOf = ({ header: { firstTime, lastTime } }: BlockPlace): Span => ({
  from: milliseconds(firstTime - LONG_INTERVAL),
  to: lastTime,
});

const LONG_INTERVAL = 60_000;

/** All numbers below `count`: first a few that lie far apart, then those half way between, and so on. */
export function* spreadOut(count: number): Generator<number> {
  if (count > 0) yield 0;
  for (let step = 2 ** Math.ceil(Math.log2(Math.max(1, count))); step > 1; step /= 2) {
    for (let index = step / 2; index < count; index += step) yield index;
  }
}
