/** The passes of an engine over one table: of the tasks that ran where that is enough, of every task where it is not. */
import { taskCount } from '../../kernel/sys/proc/kernel-facts.ts';
import type { Gap } from '../../sample/gap.ts';
import type { Engine } from '../engine.ts';
import { keepKnownStarts } from '../table/identity.ts';
import { LivingTasks, type Pass } from '../table/living-tasks.ts';

export class Passes {
  readonly table: LivingTasks;
  readonly #engine: Engine;
  #mustReadAll = true;
  /** Boot clock, ns: when every task was last read. */
  #readAllAt = Number.NaN;
  #sleepersShown = false;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.table = new LivingTasks(roomForAll());
  }

  /** @throws SystemCallError when the engine no longer works at all */
  next(): { readonly pass: Pass; readonly gaps: readonly Gap[] } {
    const { table } = this;
    const unread = this.#mayAskRan() ? this.#engine.readRan?.(table.ran) : undefined;
    if (unread !== undefined) return { pass: table.takeRan(), gaps: unread };
    const gaps = this.#engine.readTasks(table.forAll);
    keepKnownStarts(table.now, table.forAll, this.#engine.startTolerance);
    const pass = table.takeAll();
    this.#readAllAt = pass.next.startedAt;
    this.#sleepersShown = false;
    this.#mustReadAll = gaps.some(({ kind }) => kind === 'tasks-unread');
    return { pass, gaps };
  }

  /** Somebody may have changed a task: the next pass reads all. */
  readAllNext(): void {
    this.#mustReadAll = true;
  }

  /** Somebody looks at tasks that slept: what others change in them must not be old. */
  sleepersAreShown(): void {
    this.#sleepersShown = true;
  }

  #mayAskRan(): boolean {
    const isOld = this.table.now.startedAt - this.#readAllAt > READ_ALL_EVERY;
    return !this.#mustReadAll && !(isOld && this.#sleepersShown);
  }
}

/** ns: how old name, cgroup and I/O priority of a sleeping task may be while it is shown. */
const READ_ALL_EVERY = 10e9;

/** Rows for the tasks there are and some more: columns that grow leave as much behind as they end with. */
const roomForAll = (): number =>
  Math.max(LEAST_ROOM, Math.min(MOST_ROOM, Math.ceil((taskCount() ?? 0) * 1.1)));

const LEAST_ROOM = 1024;

/** In a container the machine's tasks are counted, of which few may be ours. */
const MOST_ROOM = 65_536;
