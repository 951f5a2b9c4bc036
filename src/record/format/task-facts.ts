/**
 * What is said of a task once: facts that seldom change and are long or many.
 *
 * In a recording they stand in the first line of the block that has the task, and all of them again when one changed. A line
 * with none of them means the last ones said: for every reader, for blocks that went through zcat are a stream.
 */
import { type TaskEntry, type TaskKey, taskKey } from '../../sample/sample.ts';
import {
  type KeptFacts,
  keepFacts,
  putFacts,
  type TaskFacts,
} from '../../sample/stream/task-facts.ts';

/** For writing: what has been said in this block. */
export class FactsSaid {
  readonly #said = new Map<TaskKey, TaskFacts>();

  /** The entry as it is to be written. */
  leaveOut(task: TaskEntry): TaskEntry {
    if (!hasFacts(task)) return task;
    const key = taskKey(task.tid, task.startedAt);
    const said = this.#said.get(key);
    if (said === undefined || !sameFacts(said, task)) {
      this.#said.set(key, task);
      return task;
    }
    const { processComm, processStartedAt, command, kernelThread, user, ...rest } = task;
    return rest;
  }
}

/** For reading: what has been said so far. */
export class FactsHeard {
  /** By task id; of ids that were given again the latest. */
  readonly #heard = new Map<number, Heard>();
  /** The others of those. */
  readonly #older = new Map<TaskKey, Heard>();

  /**
   * Puts into the entry what was said of its task before. Writes into it: it was decoded a moment ago, nobody else has seen
   * it, and copying took as long as decoding.
   *
   * @returns false when nothing was ever said of it
   */
  putBack(task: TaskEntry): boolean {
    const { tid, startedAt } = task;
    const latest = this.#heard.get(tid);
    const isSame = latest !== undefined && latest.startedAt === startedAt;
    if (hasFacts(task)) {
      if (latest !== undefined && !isSame) this.#older.set(taskKey(tid, latest.startedAt), latest);
      this.#heard.set(tid, { startedAt, facts: keepFacts(task) });
      return true;
    }
    const heard = isSame ? latest : this.#olderOf(task);
    if (heard !== undefined) putFacts(heard.facts, task);
    return heard !== undefined;
  }

  /** Tasks of which something was said. */
  get size(): number {
    return this.#heard.size + this.#older.size;
  }

  #olderOf({ tid, startedAt }: TaskEntry): Heard | undefined {
    return this.#older.size === 0 ? undefined : this.#older.get(taskKey(tid, startedAt));
  }
}

/** What was said of a task. */
type Heard = { readonly startedAt: number; readonly facts: KeptFacts };

const hasFacts = (task: TaskFacts): boolean =>
  task.command !== undefined ||
  task.user !== undefined ||
  task.kernelThread !== undefined ||
  task.processStartedAt !== undefined ||
  task.processComm !== undefined;

const sameFacts = (a: TaskFacts, b: TaskFacts): boolean =>
  a.command === b.command &&
  a.user === b.user &&
  a.kernelThread === b.kernelThread &&
  a.processStartedAt === b.processStartedAt &&
  a.processComm === b.processComm;
