/** Follows a command from before its start until a sample holds its end: the core of `iotop run`. */
import type { Sample, TaskEntry } from '../../sample/sample.ts';
import type { LiveSource } from '../live/live-source.ts';
import type { Descendants } from './descendants.ts';

export type WatchOptions = {
  readonly source: LiveSource;
  readonly descendants: Descendants;
  /** Starts the command; called once the counters have been read. @returns a promise that resolves at its end */
  readonly start: () => Promise<unknown>;
  /** Called for each sample with those of its tasks that descend from the command. */
  readonly onSample: (sample: Sample, ours: readonly TaskEntry[]) => void;
};

/** Leaves the source and the descendants open. */
export const watchCommand = async (options: WatchOptions): Promise<void> => {
  const { source, descendants } = options;
  const samples = source[Symbol.asyncIterator]();
  // Runs up to its first wait: the baseline is read here, before the command is born.
  let next = samples.next();
  let deadline = Number.POSITIVE_INFINITY;
  const ended = options.start().then(() => {
    deadline = performance.now() + SETTLE_LIMIT;
    source.refresh();
  });
  for (;;) {
    // Decided before the sample comes, for it may have been taken before the end.
    const isLast = deadline !== Number.POSITIVE_INFINITY;
    const { value: sample, done } = await next;
    if (done === true) break;
    options.onSample(sample, descendants.of(sample));
    if (isLast && (descendants.isSettled(sample) || performance.now() > deadline)) break;
    next = samples.next();
    if (deadline !== Number.POSITIVE_INFINITY) setTimeout(() => source.refresh(), SETTLE_EVERY);
  }
  await ended;
};

/** We hear of the command's end before its last switch, in which its exit record is written. How long that takes at most, and how often to look, ms. */
const SETTLE_LIMIT = 1000;
const SETTLE_EVERY = 15;
