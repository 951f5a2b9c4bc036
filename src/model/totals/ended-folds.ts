/**
 * Adds up ended tasks: one entry (a fold) for each command and user.
 *
 * Anybody may choose names, so their number is bounded too: the tasks of further names share one entry for each user.
 */
import { defined } from '../../lib/defined.ts';
import type { Nanoseconds } from '../../lib/units.ts';
import type { Increase, TaskEntry, Tid } from '../../sample/sample.ts';
import { commandNameOf } from '../command-name.ts';
import { endedKeyOf } from '../units/unit.ts';
import { addTaskInto, longer, type MutableIncrease } from './increase.ts';

/** What is folded: a task, or a fold of some. */
export type Foldable = {
  readonly entry: TaskEntry;
  readonly amounts: Increase;
  /** Boot clock: start of the interval in which the first of them was first seen. */
  readonly since: Nanoseconds;
  /** How many tasks are in it. */
  readonly tasks: number;
};

type Fold = {
  readonly entry: TaskEntry;
  readonly amounts: MutableIncrease;
  /** What they did in their lives; of a task whose whole life is not known, what was seen of it. */
  readonly totals: MutableIncrease;
  since: Nanoseconds;
  tasks: number;
  /** The longest of theirs, as of a process's threads. */
  ioWait: Nanoseconds | undefined;
  swapWait: Nanoseconds | undefined;
  /** undefined: unknown, or not all of one parent. */
  ppid: Tid | undefined;
};

export class EndedFolds {
  readonly #folds = new Map<string, Fold>();
  readonly #nameLimit: number;

  /** @param nameLimit how many pairs of command and user have an entry of their own */
  constructor(nameLimit: number) {
    this.#nameLimit = nameLimit;
  }

  add({ entry, amounts, since, tasks }: Foldable): void {
    const fold = this.#foldOf(entry);
    addTaskInto(fold.amounts, amounts);
    addTaskInto(fold.totals, entry.totals ?? amounts);
    fold.ioWait = longer(fold.ioWait, entry.ioWait);
    fold.swapWait = longer(fold.swapWait, entry.swapWait);
    if (entry.ppid !== fold.ppid) fold.ppid = undefined;
    if (since < fold.since) fold.since = since;
    fold.tasks += tasks;
  }

  /** In the order in which the first task of each came. */
  all(): readonly Foldable[] {
    return Array.from(
      this.#folds.values(),
      ({ entry, totals, ioWait, swapWait, ppid, ...fold }) => ({
        ...fold,
        entry: {
          ...entry,
          ...defined({ ioWait, swapWait, ppid }),
          totals: { ...totals, kind: 'totals' },
        },
      }),
    );
  }

  #foldOf(entry: TaskEntry): Fold {
    const command = commandNameOf(entry);
    const known = this.#folds.get(endedKeyOf(entry, command));
    if (known !== undefined) return known;
    const name = this.#folds.size < this.#nameLimit ? command : OTHER_COMMANDS;
    const key = endedKeyOf(entry, name);
    const fold = this.#folds.get(key) ?? newFold(entry, name, this.#folds.size);
    this.#folds.set(key, fold);
    return fold;
  }
}

export const OTHER_COMMANDS = '{other commands}';

const newFold = (
  { uid, user, kernelThread, ppid }: TaskEntry,
  comm: string,
  index: number,
): Fold => ({
  entry: {
    tid: 0 as Tid,
    startedAt: index as Nanoseconds,
    comm,
    ...defined({ uid, user, kernelThread: comm === OTHER_COMMANDS ? undefined : kernelThread }),
    ended: true,
  },
  amounts: {},
  totals: {},
  since: Infinity as Nanoseconds,
  ioWait: undefined,
  swapWait: undefined,
  ppid,
  tasks: 0,
});
