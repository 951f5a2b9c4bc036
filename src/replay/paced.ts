/** Samples of a recording, at the pace they were recorded or at once. */
import { type Milliseconds, milliseconds } from '../lib/units.ts';
import type { Sample } from '../sample/sample.ts';
import type { SampleSource } from '../sample/source.ts';

/** Waits until the time is over or the signal aborts. */
export type Sleep = (duration: Milliseconds, signal: AbortSignal) => Promise<void>;

/** @param pace undefined: as fast as they are asked for; speed 1: as recorded */
export const paced = (
  samples: AsyncIterable<Sample>,
  pace: { readonly speed: number; readonly sleep: Sleep } | undefined,
): SampleSource => {
  const stop = new AbortController();
  return {
    close: () => stop.abort(),
    async *[Symbol.asyncIterator]() {
      let previous: Sample | undefined;
      for await (const sample of samples) {
        if (pace !== undefined && previous !== undefined) {
          await pace.sleep(waitBetween(previous, sample, pace.speed), stop.signal);
        }
        if (stop.signal.aborted) return;
        yield sample;
        previous = sample;
      }
    },
  };
};

/** At speed 1: a pause in the recording is skipped. */
const LONGEST_WAIT = milliseconds(5000);

/** By the boot clock, which is never set. Between two boots there is no wait. */
export const waitBetween = (previous: Sample, next: Sample, speed: number): Milliseconds => {
  const elapsed = (next.endedAt - previous.endedAt) / 1e6;
  return milliseconds(Math.min(LONGEST_WAIT, Math.max(0, elapsed)) / speed);
};
