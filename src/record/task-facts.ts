/**
 * What a block says of a task once: facts that seldom change and are long or many.
 *
 * They stand in the first line of the block that has the task, and all of them again when one changed. A line with none of
 * them means the last ones said.
 */
import { type TaskEntry, type TaskKey, taskKey } from '../sample/sample.ts';

type Facts = Pick<
  TaskEntry,
  'processComm' | 'processStartedAt' | 'command' | 'kernelThread' | 'user'
>;

/** For writing: what has been said in this block. */
export class FactsSaid {
  readonly #said = new Map<TaskKey, Facts>();

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

/** For reading: what has been said so far in this block. */
export class FactsHeard {
  readonly #heard = new Map<TaskKey, Facts>();

  /**
   * Puts into the entry what was said of its task before. Writes into it: it was decoded a moment ago, nobody else has seen
   * it, and copying took as long as decoding.
   */
  putBack(task: TaskEntry): void {
    const isNew = hasFacts(task);
    if (!isNew && this.#heard.size === 0) return;
    const key = taskKey(task.tid, task.startedAt);
    if (isNew) {
      this.#heard.set(key, factsOf(task));
      return;
    }
    const facts = this.#heard.get(key);
    if (facts !== undefined) Object.assign(task, facts);
  }
}

const hasFacts = (task: Facts): boolean =>
  task.command !== undefined ||
  task.user !== undefined ||
  task.kernelThread !== undefined ||
  task.processStartedAt !== undefined ||
  task.processComm !== undefined;

const sameFacts = (a: Facts, b: Facts): boolean =>
  a.command === b.command &&
  a.user === b.user &&
  a.kernelThread === b.kernelThread &&
  a.processStartedAt === b.processStartedAt &&
  a.processComm === b.processComm;

/** Those that are known; an absent one stays absent. */
const factsOf = (task: Facts): Facts => ({
  ...(task.processComm === undefined ? {} : { processComm: task.processComm }),
  ...(task.processStartedAt === undefined ? {} : { processStartedAt: task.processStartedAt }),
  ...(task.command === undefined ? {} : { command: task.command }),
  ...(task.kernelThread === undefined ? {} : { kernelThread: task.kernelThread }),
  ...(task.user === undefined ? {} : { user: task.user }),
});
