/**
 * Restores the long facts of a stream's tasks: lines of a recording (`zcat DIR/*.gz`) have them once a block only. A live
 * stream has them in each line and may run for weeks, so facts from long ago are dropped.
 */
import { FactsRead } from '../record/format/task-facts.ts';
import type { Sample } from '../sample/sample.ts';

export type StreamFactsOptions = {
  /** The facts of at least so many tasks are kept: more than a block has. */
  readonly kept?: number;
};

/** Some 50 MB with their command lines; a block of the recorder's has a few thousand. */
const KEPT = 100_000;

export class StreamFacts {
  readonly #kept: number;
  /** When it is full it takes the place of `#before`, whose facts are forgotten. */
  #now = new FactsRead();
  #before = new FactsRead();
  #previous: Sample | undefined;

  constructor({ kept = KEPT }: StreamFactsOptions = {}) {
    this.#kept = kept;
  }

  /** Changes the sample's tasks, which must be fresh from the decoder. */
  restore(sample: Sample): void {
    if (this.#previous !== undefined && !isSameBoot(this.#previous, sample)) this.#forget();
    this.#previous = sample;
    for (const task of sample.tasks) {
      if (!this.#now.restore(task)) this.#before.restore(task);
    }
    if (this.#now.size <= this.#kept) return;
    this.#before = this.#now;
    this.#now = new FactsRead();
  }

  #forget(): void {
    this.#now = new FactsRead();
    this.#before = new FactsRead();
  }
}

/** Another boot has other tasks, some with the same ids and starts. */
const isSameBoot = (previous: Sample, next: Sample): boolean =>
  previous.host === next.host && next.endedAt >= previous.endedAt;
