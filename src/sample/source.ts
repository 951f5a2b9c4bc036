/** Where samples come from: the live kernel, a recording, a stream or an array. Readers need not know which. */
import type { Increase, Sample } from './sample.ts';

export interface SampleSource extends AsyncIterable<Sample> {
  /** Ends the iteration and frees what the source holds; harmless when called twice. */
  close(): void;
}

/** What a reader of samples needs of their source, beside what every sample has. */
export type SourceNeeds = {
  /** Counters beside the disk's: a task in which one of them rose is not idle. */
  readonly counters: readonly (keyof Increase)[];
  /** Of idle tasks: of all, where the order or the choice of rows depends on names; or of those that somebody asks for. */
  readonly idleNames: 'all' | 'asked';
  /** Where counters stand since the task's start. */
  readonly totals: 'with-totals' | 'without-totals';
};

/** The disk's counters, no names of idle tasks, no totals. */
export const LEAST_NEEDS: SourceNeeds = {
  counters: [],
  idleNames: 'asked',
  totals: 'without-totals',
};
