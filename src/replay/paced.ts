/** Samples of a recording, at the pace they were recorded or at once. */
import type { Milliseconds } from '../lib/units.ts';
import { milliseconds } from '../lib/units.ts';
import type { Sample } from '../sample/sample.ts';
import type { SampleSource } from '../sample/source.ts';

/** Waits until the time is over or the signal aborts. */
export type Sleep = (duration: Milliseconds, signal: AbortSignal) => Promise<void>;

export type Pace = {
  /** 1 is the pace of the recording, 10 is ten times as fast. */
  readonly speed: number;
  readonly sleep: Sleep;
  /** The longest wait, at speed 1: a pause in the recording is skipped. 5 s. */
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

/** By the boot clock, which is never set. Between two boots there is no wait. */
export const waitBetween = (
  previous: Sample,
  next: Sample,
  { speed, longestWait = LONGEST_WAIT }: Pace,
): Milliseconds => {
  const elapsed = (next.endedAt - previous.endedAt) / 1e6;
  return milliseconds(Math.min(longestWait, Math.max(0, elapsed)) / speed);
};
