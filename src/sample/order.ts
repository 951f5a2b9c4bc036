/** What a reader of samples needs of their source, beside what every sample has. */
import type { Increase } from './sample.ts';

export type SourceOrder = {
  /** Counters beside the disk's: a task in which one of them rose is not idle. */
  readonly counters: readonly (keyof Increase)[];
  /** Of idle tasks: of all, where the order or the choice of rows depends on names; or of those that somebody asks for. */
  readonly idleNames: 'all' | 'asked';
  /** Where counters stand since the task's start. */
  readonly totals: 'with-totals' | 'without-totals';
};

/** The disk's counters, no names of idle tasks, no totals. */
export const LEAST_ORDER: SourceOrder = {
  counters: [],
  idleNames: 'asked',
  totals: 'without-totals',
};
