/** Which tasks descend from a command: the interface of the two ways to find out. */
import type { Gap } from '../../sample/gap.ts';
import type { Increase, Sample, TaskEntry } from '../../sample/sample.ts';

export interface Descendants {
  /** `every`: exactly the descendants. `seen`: those that were alive when /proc was read. */
  readonly sees: 'every' | 'seen';

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
