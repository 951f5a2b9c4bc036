/**
 * What each command did over a whole session: one row a name, ended tasks included.
 *
 * Adds up sample by sample, so a session of any length fits into memory: a row for each name, and one key for each living
 * task. Waits add up too, as CPU time does in time(1): ten tasks that wait for the same second wait ten seconds.
 */
import { defined } from '../../lib/defined.ts';
import { type Bytes, bytes, type Nanoseconds, nanoseconds } from '../../lib/units.ts';
import type { Gap } from '../../sample/gap.ts';
import { mergeGaps } from '../../sample/merge.ts';
import type { Increase, Sample, TaskEntry, TaskKey } from '../../sample/sample.ts';
import { taskKey } from '../../sample/sample.ts';
import { commandNameOf } from '../command-name.ts';
import { addInto, type MutableIncrease, netWrite } from './increase.ts';

/** What all tasks of one name did. */
export type CommandTotals = {
  /** Their processes' name, see command-name.ts; absent: all names beyond the limit. */
  readonly name?: string;
  readonly amounts: Increase;
  /** Written less cancelled, not below zero; absent when `amounts.write` is. */
  readonly netWrite?: Bytes;
  /** Tasks that read, wrote, cancelled or waited at all; absent when nobody counted them. */
  readonly tasks?: number;
  /** How many of them have ended; absent as `tasks` is. */
  readonly ended?: number;
};

export type Summary = {
  /** Time covered by samples. */
  readonly elapsed: Nanoseconds;
  /** Most moved first; of equals, by name. */
  readonly commands: readonly CommandTotals[];
  readonly total: CommandTotals;
  /** All that was not seen. Empty: nothing was missed. */
  readonly gaps: readonly Gap[];
};

/** Anybody may choose names: those beyond so many share a row. */
const NAME_LIMIT = 10_000;

type Group = { readonly amounts: MutableIncrease; tasks: number; ended: number; uncounted?: true };

export class SummaryBuilder {
  readonly #groups = new Map<string, Group>();
  readonly #others: Group = newGroup();
  readonly #living = new Set<TaskKey>();
  readonly #nameLimit: number;
  #gaps: readonly Gap[] = [];
  #elapsed = 0;

  constructor(nameLimit = NAME_LIMIT) {
    this.#nameLimit = nameLimit;
  }

  /** Adds one interval; samples come in order, each once. @param tasks those of the sample that count */
  add(sample: Sample, tasks: readonly TaskEntry[] = sample.tasks): void {
    this.#elapsed += sample.endedAt - sample.startedAt;
    this.#gaps = mergeGaps([...this.#gaps, ...sample.gaps]);
    for (const entry of tasks) this.#addEntry(entry);
  }

  /** Adds amounts of unknown tasks, as a row of its own. */
  addAmounts(name: string, amounts: Increase): void {
    const group = this.#groupOf(name);
    addInto(group.amounts, amounts);
    if (group.tasks === 0) group.uncounted = true;
  }

  build(): Summary {
    const named = Array.from(this.#groups, ([name, group]) => commandTotalsOf(group, name));
    const others = this.#others.tasks > 0 ? [commandTotalsOf(this.#others)] : [];
    return {
      elapsed: nanoseconds(this.#elapsed),
      commands: [...named.sort(byMoved), ...others],
      total: commandTotalsOf(this.#sum()),
      gaps: this.#gaps,
    };
  }

  #sum(): Group {
    const isWaitKnown = !this.#gaps.some(
      (gap) => gap.kind === 'unavailable' && gap.what === 'io-wait',
    );
    const sum = this.#groups.size === 0 ? nothingMoved(isWaitKnown ? ZERO_WAIT : {}) : newGroup();
    for (const { amounts, tasks, ended } of [...this.#groups.values(), this.#others]) {
      addInto(sum.amounts, amounts);
      sum.tasks += tasks;
      sum.ended += ended;
    }
    return sum;
  }

  #addEntry(entry: TaskEntry): void {
    const group = this.#groupOf(commandNameOf(entry));
    const key = taskKey(entry.tid, entry.startedAt);
    addInto(group.amounts, entry);
    if (!this.#living.has(key)) group.tasks += 1;
    if (entry.ended) {
      group.ended += 1;
      this.#living.delete(key);
    } else this.#living.add(key);
  }

  #groupOf(name: string): Group {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    if (this.#groups.size >= this.#nameLimit) return this.#others;
    const group = newGroup();
    this.#groups.set(name, group);
    return group;
  }
}

const newGroup = (): Group => ({ amounts: {}, tasks: 0, ended: 0 });

const commandTotalsOf = (group: Group, name?: string): CommandTotals => {
  const { amounts, tasks, ended } = group;
  return {
    ...defined({ name, amounts: { ...amounts }, netWrite: netWrite(amounts) }),
    ...(group.uncounted ? {} : { tasks, ended }),
  };
};

const ZERO_WAIT: Increase = { ioWait: nanoseconds(0) };

/** Where no task did anything, the sums are known to be zero. */
const nothingMoved = (wait: Increase): Group => ({
  ...newGroup(),
  amounts: { read: bytes(0), write: bytes(0), cancelledWrite: bytes(0), ...wait },
});

const byMoved = (a: CommandTotals, b: CommandTotals): number =>
  movedBy(b) - movedBy(a) || ((a.name ?? '') < (b.name ?? '') ? -1 : 1);

const movedBy = ({ amounts }: CommandTotals): number => (amounts.read ?? 0) + (amounts.write ?? 0);
