/**
 * What every task did since we looked: sums that never fall, ended tasks included.
 *
 * Memory is bounded: past `ENDED_LIMIT` ended tasks, those that ended first are folded into one entry a command, which keeps their sum.
 */
import type { Nanoseconds } from '../lib/units.ts';
import type { Increase, Sample, TaskEntry, TaskKey, Tid } from '../sample/sample.ts';
import { taskKey } from '../sample/sample.ts';
import { commandNameOf } from './command-name.ts';
import { addInto, type MutableIncrease } from './increase.ts';

/** Ended tasks kept one by one: some 10 MB. An hour of builds ends more than anybody scrolls through. */
const ENDED_LIMIT = 5_000;

export type Accumulated = {
  /** The task as last seen, with its increases of that interval. */
  readonly entry: TaskEntry;
  readonly amounts: Increase;
  /** Boot clock: start of the interval in which it was first seen. */
  readonly since: Nanoseconds;
};

export class Accumulator {
  readonly #tasks = new Map<
    TaskKey,
    { entry: TaskEntry; amounts: MutableIncrease; since: Nanoseconds }
  >();
  readonly #ended: TaskKey[] = [];
  readonly #endedLimit: number;

  constructor(endedLimit = ENDED_LIMIT) {
    this.#endedLimit = endedLimit;
  }

  /** Adds one interval. Samples must come in order and each once. */
  add(sample: Sample): void {
    for (const entry of sample.tasks) {
      this.#addEntry(taskKey(entry.tid, entry.startedAt), entry, sample.startedAt);
      if (entry.ended) this.#ended.push(taskKey(entry.tid, entry.startedAt));
    }
    if (this.#ended.length > this.#endedLimit * 1.25) this.#fold();
  }

  get(key: TaskKey): Accumulated | undefined {
    return this.#tasks.get(key);
  }

  /** Every task that ever did something, in the order first seen. */
  all(): Iterable<Accumulated> {
    return this.#tasks.values();
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

  /** Moves the longest-ended tasks into one entry for each command and user. */
  #fold(): void {
    const excess = this.#ended.splice(0, this.#ended.length - this.#endedLimit);
    for (const key of excess) {
      const task = this.#tasks.get(key);
      if (task === undefined) continue;
      this.#tasks.delete(key);
      const { uid, user } = task.entry;
      const comm = commandNameOf(task.entry);
      const bucket: TaskEntry = {
        tid: 0 as Tid,
        startedAt: 0 as Nanoseconds,
        comm,
        ...(uid === undefined ? {} : { uid }),
        ...(user === undefined ? {} : { user }),
        ended: true,
      };
      const bucketKey = `ended ${uid ?? '?'} ${comm}` as TaskKey;
      this.#addEntry(bucketKey, { ...bucket, ...task.amounts }, task.since);
    }
  }
}
