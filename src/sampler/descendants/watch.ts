/** Follows a command from before its start until its end is in a sample: what `iotop run` is made of. */
import type { Sample, TaskEntry } from '../../sample/sample.ts';
import type { LiveSource } from '../live/live-source.ts';
import type { Kin } from './descendants.ts';

export type WatchOptions = {
  readonly source: LiveSource;
  readonly kin: Kin;
  /** Starts the command; called when the counters before it are known. @returns what resolves at its end */
  readonly start: () => Promise<unknown>;
  /** Called for each sample with those of its tasks that descend from the command. */
  readonly onSample: (sample: Sample, ours: readonly TaskEntry[]) => void;
};

/** Leaves source and kin open. */
export const watchCommand = async (options: WatchOptions): Promise<void> => {
  const { source, kin } = options;
  const samples = source[Symbol.asyncIterator]();
  // Runs up to its first wait: the baseline is read here, before the command is born.
  let next = samples.next();
  let deadline = Number.POSITIVE_INFINITY;
  const ended = options.start().then(() => {
    deadline = performance.now() + SETTLE_LIMIT;
    source.refresh();
  });
  for (;;) {
    // Asked before the sample: one that was taken before the end does not hold it.
    const isLast = deadline !== Number.POSITIVE_INFINITY;
    const { value: sample, done } = await next;
    if (done === true) break;
    options.onSample(sample, kin.of(sample));
    if (isLast && (kin.isSettled(sample) || performance.now() > deadline)) break;
    next = samples.next();
    if (deadline !== Number.POSITIVE_INFINITY) setTimeout(() => source.refresh(), SETTLE_EVERY);
  }
  await ended;
};

/**
 * A task is told to be dead before it is switched away from for the last time, where its record is written. How long that may take at most,
 * and how often to look, ms.
 */
const SETTLE_LIMIT = 1000;
const SETTLE_EVERY = 15;
