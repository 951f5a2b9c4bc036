/**
 * What every task did since iotop began: sums that never fall, ended tasks included.
 *
 * Memory is bounded: beyond `ENDED_LIMIT` ended tasks, those that ended first are added up into one entry for each command and
 * user (ended-folds.ts).
 */
import type { Nanoseconds } from '../../lib/units.ts';
import type { Sample, TaskEntry, TaskKey } from '../../sample/sample.ts';
import { taskKey } from '../../sample/sample.ts';
import { EndedFolds, type Foldable } from './ended-folds.ts';
import { addInto, type MutableIncrease } from './increase.ts';

/** Ended tasks kept one by one: some 10 MB, and more than anybody scrolls through. */
const ENDED_LIMIT = 5_000;
/** Commands they are folded into. */
const NAME_LIMIT = 1_000;

/** `entry` is the task as last seen, with its increases of that interval; without `tasks` it is one task. */
export type Accumulated = Omit<Foldable, 'tasks'> & { readonly tasks?: number };

export class Accumulator {
  readonly #tasks = new Map<
    TaskKey,
    { entry: TaskEntry; amounts: MutableIncrease; since: Nanoseconds }
  >();
  readonly #ended: TaskKey[] = [];
  readonly #endedLimit: number;
  readonly #folds: EndedFolds;

  constructor(endedLimit = ENDED_LIMIT, nameLimit = NAME_LIMIT) {
    this.#endedLimit = endedLimit;
    this.#folds = new EndedFolds(nameLimit);
  }

  /** Adds one interval. Samples must come in order, each once. Tasks that ended in it are kept one by one until the next. */
  add(sample: Sample): void {
    if (this.#ended.length > this.#endedLimit * 1.25) this.#fold();
    for (const entry of sample.tasks) {
      this.#addEntry(taskKey(entry.tid, entry.startedAt), entry, sample.startedAt);
      if (entry.ended) this.#ended.push(taskKey(entry.tid, entry.startedAt));
    }
  }

  get(key: TaskKey): Accumulated | undefined {
    return this.#tasks.get(key);
  }

  /** Every task that ever did something, in the order first seen, and then the folds. */
  *all(): Iterable<Accumulated> {
    yield* this.#tasks.values();
    yield* this.#folds.all();
  }

  #addEntry(key: TaskKey, entry: TaskEntry, since: Nanoseconds): void {
    const known = this.#tasks.get(key);
    if (known === undefined) {
      const amounts: MutableIncrease = {};
      addInto(amounts, entry);
      this.#tasks.set(key, { entry, amounts, since });
    } else {
      addInto(known.amounts, entry);
      known.entry = entry;
    }
  }

  /** Folds those that ended first. */
  #fold(): void {
    const excess = this.#ended.splice(0, this.#ended.length - this.#endedLimit);
    for (const key of excess) {
      const task = this.#tasks.get(key);
      if (task === undefined) continue;
      this.#tasks.delete(key);
      this.#folds.add({ ...task, tasks: 1 });
    }
  }
}
