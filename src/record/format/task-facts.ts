/**
 * A task's long facts (command line, user and such), which a recording writes once a block.
 *
 * They stand in the first line of the block that has the task, and all of them again when one changed. A line with none of them
 * means those read last: for every reader, since blocks that went through zcat are a stream.
 *
 * The path of a control group, and the names of its container and pod, are facts of the group: the first of its tasks in a block has them.
 */
import {
  areSameCgroupFacts,
  type CgroupFactsDraft,
  cgroupFactsOf,
  putCgroupFacts,
} from '../../sample/groups/cgroup-facts.ts';
import { type CgroupFacts, type TaskEntry, type TaskKey, taskKey } from '../../sample/sample.ts';
import {
  type KeptFacts,
  keepFacts,
  putFacts,
  type TaskFacts,
} from '../../sample/stream/task-facts.ts';

/** For writing: the facts that this block has already. */
export class FactsWritten {
  readonly #written = new Map<TaskKey, TaskFacts>();
  /** By the group's id. */
  readonly #groups = new Map<number, CgroupFacts>();

  /** The entry as it is to be written: without its facts when they are those written last. */
  withoutRepeated(entry: TaskEntry): TaskEntry {
    const task = this.#withoutKnownGroup(entry);
    if (!hasFacts(task)) return task;
    const key = taskKey(task.tid, task.startedAt);
    const written = this.#written.get(key);
    if (written === undefined || !sameFacts(written, task)) {
      this.#written.set(key, task);
      return task;
    }
    const { processComm, processStartedAt, command, kernelThread, user, ...rest } = task;
    return rest;
  }

  #withoutKnownGroup(task: TaskEntry): TaskEntry {
    const { cgroup } = task;
    if (cgroup === undefined || task.cgroupPath === undefined) return task;
    const written = this.#groups.get(cgroup);
    if (written === undefined || !areSameCgroupFacts(written, task)) {
      this.#groups.set(cgroup, task);
      return task;
    }
    const { cgroupPath, containerName, podName, ...rest } = task;
    return rest;
  }
}

/** For reading: the facts that came so far. */
export class FactsRead {
  /** By task id; where an id was used again, of its latest task. */
  readonly #latest = new Map<number, TaskWithFacts>();
  /** The earlier tasks of ids that were used again. */
  readonly #older = new Map<TaskKey, TaskWithFacts>();
  /** By the group's id. */
  readonly #groups = new Map<number, CgroupFacts>();

  /**
   * Puts the task's last known facts into an entry that has none. Changes the entry, which must be fresh from the decoder:
   * copying it took as long as decoding.
   * @returns false when no facts of the task are known
   */
  restore(task: TaskEntry): boolean {
    this.#restoreGroup(task);
    const { tid, startedAt } = task;
    if (hasFacts(task)) {
      const latest = this.#latest.get(tid);
      const isSame = latest?.startedAt === startedAt;
      if (latest !== undefined && !isSame) this.#older.set(taskKey(tid, latest.startedAt), latest);
      // The path, and what goes with it, is its group's, which may be another by then.
      this.#latest.set(tid, { startedAt, facts: { ...keepFacts(task), cgroupPath: undefined } });
      return true;
    }
    return this.#recallFacts(task);
  }

  /** Puts what is known here into an entry that lacks it, and learns nothing from it. */
  recall(task: TaskEntry): void {
    if (!hasFacts(task)) this.#recallFacts(task);
    this.#recallGroup(task);
  }

  #recallFacts(task: TaskEntry): boolean {
    const latest = this.#latest.get(task.tid);
    const known = latest?.startedAt === task.startedAt ? latest : this.#olderOf(task);
    if (known !== undefined) putFacts(known.facts, task);
    return known !== undefined;
  }

  #restoreGroup(task: WithGroup): void {
    const { cgroup } = task;
    if (cgroup === undefined) return;
    const known = this.#groups.get(cgroup);
    if (task.cgroupPath === undefined) this.#recallGroup(task);
    else if (known === undefined || !areSameCgroupFacts(known, task))
      this.#groups.set(cgroup, cgroupFactsOf(task));
  }

  #recallGroup(task: WithGroup): void {
    if (task.cgroup === undefined || task.cgroupPath !== undefined) return;
    const known = this.#groups.get(task.cgroup);
    if (known !== undefined) putCgroupFacts(known, task);
  }

  /** How many tasks and groups have facts here. */
  get size(): number {
    return this.#latest.size + this.#older.size + this.#groups.size;
  }

  #olderOf({ tid, startedAt }: TaskEntry): TaskWithFacts | undefined {
    return this.#older.size === 0 ? undefined : this.#older.get(taskKey(tid, startedAt));
  }
}

type WithGroup = CgroupFactsDraft & { readonly cgroup?: number };

type TaskWithFacts = { readonly startedAt: number; readonly facts: KeptFacts };

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
