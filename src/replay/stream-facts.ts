/**
 * Puts into the lines of a stream what was said of their tasks before: lines of a recording (`zcat DIR/*.gz`) say it once a
 * block. A live stream says it in each line, and goes on for weeks: what was said long ago is forgotten.
 */
import { FactsHeard } from '../record/format/task-facts.ts';
import type { Sample } from '../sample/sample.ts';

export type StreamFactsOptions = {
  /** Tasks of which facts are kept at least: more than a block has. */
  readonly kept?: number;
};

/** Some 50 MB with their command lines; a block of the recorder's has a few thousand. */
const KEPT = 100_000;

export class StreamFacts {
  readonly #kept: number;
  /** When it is full it takes the place of `#before`, whose facts are forgotten. */
  #now = new FactsHeard();
  #before = new FactsHeard();
  #previous: Sample | undefined;

  constructor({ kept = KEPT }: StreamFactsOptions = {}) {
    this.#kept = kept;
  }

  /** Writes into the sample's tasks, which were decoded a moment ago and nobody else has seen. */
  putBack(sample: Sample): void {
    if (this.#previous !== undefined && !isSameBoot(this.#previous, sample)) this.#forget();
    this.#previous = sample;
    for (const task of sample.tasks) {
      if (!this.#now.putBack(task)) this.#before.putBack(task);
    }
    if (this.#now.size <= this.#kept) return;
    this.#before = this.#now;
    this.#now = new FactsHeard();
  }

  #forget(): void {
    this.#now = new FactsHeard();
    this.#before = new FactsHeard();
  }
}

/** Another boot has other tasks, some with the same ids and starts. */
const isSameBoot = (previous: Sample, next: Sample): boolean =>
  previous.host === next.host && next.endedAt >= previous.endedAt;
