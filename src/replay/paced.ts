/** Samples of a recording, at the pace they were recorded or at once. */
import type { Milliseconds } from '../lib/units.ts';
import { milliseconds } from '../lib/units.ts';
import type { Sample } from '../sample/sample.ts';
import type { SampleSource } from '../sample/source.ts';

/** Waits, and can be told to stop waiting. */
export type Sleep = (duration: Milliseconds, signal: AbortSignal) => Promise<void>;

export type Pace = {
  /** 1 is the pace of the recording, 10 is ten times as fast. */
  readonly speed: number;
  readonly sleep: Sleep;
  /** The longest wait; what was not recorded is not sat out. 5 s at speed 1. */
  readonly longestWait?: Milliseconds;
};

/** Any samples at a pace. @param pace absent: as fast as they are asked for */
export const paced = (samples: AsyncIterable<Sample>, pace: Pace | undefined): SampleSource => {
  const stop = new AbortController();
  return {
    close: () => stop.abort(),
    async *[Symbol.asyncIterator]() {
      let previous: Sample | undefined;
      for await (const sample of samples) {
        if (pace !== undefined && previous !== undefined) {
          await pace.sleep(waitBetween(previous, sample, pace), stop.signal);
        }
        if (stop.signal.aborted) return;
        yield sample;
        previous = sample;
      }
    },
  };
};

const LONGEST_WAIT = milliseconds(5000);

/** By the boot clock, which nobody sets; a recording of several boots goes on at once where one ends. */
export const waitBetween = (
  previous: Sample,
  next: Sample,
  { speed, longestWait = LONGEST_WAIT }: Pace,
): Milliseconds => {
  const elapsed = (next.endedAt - previous.endedAt) / 1e6;
  return milliseconds(Math.min(longestWait, Math.max(0, elapsed)) / speed);
};
