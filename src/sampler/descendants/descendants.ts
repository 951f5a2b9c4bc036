/** Which tasks descend from a command: the interface of the two ways there are to know. */
import type { Gap } from '../../sample/gap.ts';
import type { Increase, Sample, TaskEntry } from '../../sample/sample.ts';

export interface Kin {
  /** `every`: no descendant is missed, no other task taken for one. `seen`: those there when we looked. */
  readonly sees: 'every' | 'seen';

  /** Those of the sample's tasks that descend from the command; every sample once, in order. */
  of(sample: Sample): readonly TaskEntry[];

  /** Whether all that ended has been in a sample; asked after `of`, of the same sample. */
  isSettled(sample: Sample): boolean;

  /** What descendants did that ended unseen, as far as the kernel told of them; undefined: nothing was unseen. */
  unseen(): Increase | undefined;

  /** Descendants that could not be followed, since the last call. */
  takeGaps(): readonly Gap[];

  /** Frees what it holds; harmless when called twice. */
  close(): void;
}
