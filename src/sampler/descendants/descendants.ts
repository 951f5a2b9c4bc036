/** Which tasks descend from a command: the interface of the two ways to find out, and following it to its end. */
import type { Gap } from '../../sample/gap.ts';
import type { Increase, Sample, TaskEntry } from '../../sample/sample.ts';
import type { LiveSource } from '../live/live-source.ts';

export interface Descendants {
  /** `every`: exactly the descendants. `seen`: those that were alive when /proc was read. */
  readonly sees: 'every' | 'seen';

  /** To be called before each pass. @param command the one child of ours that is waited for elsewhere, once it runs */
  look(command: number | undefined): void;

  /** Those of the sample's tasks that descend from the command; every sample once, in order. */
  of(sample: Sample): readonly TaskEntry[];

  /** Whether all descendants that ended have been in a sample; to be asked after `of`, with the same sample. */
  isSettled(sample: Sample): boolean;

  /** What descendants did that ended between two looks, as far as the kernel knows; undefined: nothing. */
  unseen(): Increase | undefined;

  /** Descendants that could not be followed, since the last call. */
  takeGaps(): readonly Gap[];

  /** Frees what it holds; harmless when called twice. */
  close(): void;
}

type WatchOptions = {
  readonly source: LiveSource;
  readonly descendants: Descendants;
  /** Starts the command; called once the counters have been read. @returns a promise that resolves at its end */
  readonly start: () => Promise<unknown>;
  /** Called for each sample with those of its tasks that descend from the command. */
  readonly onSample: (sample: Sample, ours: readonly TaskEntry[]) => void;
};

/** Follows a command from before its start until a sample holds its end: the core of `iotop run`. Leaves the source and the descendants open. */
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
