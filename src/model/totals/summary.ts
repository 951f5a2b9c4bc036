/**
 * What each command did over a whole session: one row a name, ended tasks included.
 *
 * Adds up sample by sample, so a session of any length fits into memory: a row for each name, and one key for each living
 * task. Names, sums and order are those of `iotop report --by command`, which counts no tasks. Waits add up over tasks, as CPU
 * time does in time(1): ten tasks that wait for the same second wait ten seconds.
 */
import { defined } from '../../lib/defined.ts';
import type { Bytes } from '../../lib/units.ts';
import type { Gap } from '../../sample/gap.ts';
import { mergeGaps } from '../../sample/merge.ts';
import type { Increase, Sample, TaskEntry, TaskKey } from '../../sample/sample.ts';
import { taskKey } from '../../sample/sample.ts';
import { groupingOf } from '../range/grouping.ts';
import { type AskedDevice, AskedTotals } from './asked-totals.ts';
import { ChargedTwice } from './charged-twice.ts';
import { addInto, type MutableIncrease, netWrite, nothingDone } from './increase.ts';

/** What all tasks of one name did. */
export type CommandTotals = {
  /** As `groupingOf('command')` has it; absent: all names beyond the limit. */
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
  /** Most moved first; of those that moved nothing, who waited longest. */
  readonly commands: readonly CommandTotals[];
  /** What loop devices have charged twice counts once. */
  readonly total: CommandTotals;
  /** What devices were asked for on their behalf; empty where the block layer was not watched. */
  readonly devices: readonly AskedDevice[];
  /** All that was not seen. Empty: nothing was missed. */
  readonly gaps: readonly Gap[];
};

/** Anybody may choose names: those beyond so many share a row. */
const NAME_LIMIT = 10_000;

type Group = {
  readonly amounts: MutableIncrease;
  /** Tells it from others. */
  readonly key: string;
  name: string;
  /** Whether the name is from a process's leader. */
  isLeader: boolean;
  tasks: number;
  ended: number;
  uncounted?: true;
};

const { keyOf, subjectOf } = groupingOf('command');

export class SummaryBuilder {
  readonly #groups = new Map<string, Group>();
  readonly #others: Group = newGroup('');
  /** With the group each was in last. */
  readonly #living = new Map<TaskKey, Group>();
  #tasks = 0;
  readonly #nameLimit: number;
  readonly #devices = new AskedTotals();
  readonly #chargedTwice = new ChargedTwice();
  #gaps: readonly Gap[] = [];

  constructor(nameLimit = NAME_LIMIT) {
    this.#nameLimit = nameLimit;
  }

  /** Adds one interval; samples come in order, each once. @param tasks those of the sample that count */
  add(sample: Sample, tasks: readonly TaskEntry[] = sample.tasks): void {
    this.#gaps = mergeGaps([...this.#gaps, ...sample.gaps]);
    this.#devices.addTasks(tasks);
    this.#devices.learnKinds(sample.system.devices ?? []);
    for (const entry of tasks) this.#addEntry(entry);
  }

  /** Of samples of which all tasks count. */
  addChargedTwice(sample: Sample): void {
    this.#chargedTwice.add(sample);
  }

  /** Adds amounts of unknown tasks, as a row of its own. */
  addAmounts(name: string, amounts: Increase): void {
    const group = this.#groupOf(`u ${name}`);
    group.name = name;
    addInto(group.amounts, amounts);
    if (group.tasks === 0) group.uncounted = true;
  }

  build(): Summary {
    const named = [...this.#groups.values()].sort(byMoved);
    const others = this.#others.tasks > 0 ? [commandTotalsOf(this.#others)] : [];
    return {
      commands: [...named.map((group) => commandTotalsOf(group, group.name)), ...others],
      total: commandTotalsOf(this.#sum()),
      devices: this.#devices.result(),
      gaps: this.#gaps,
    };
  }

  #sum(): Group {
    const sum = newGroup('');
    if (this.#groups.size === 0) addInto(sum.amounts, nothingDone(this.#gaps));
    for (const { amounts, ended } of [...this.#groups.values(), this.#others]) {
      addInto(sum.amounts, amounts);
      sum.ended += ended;
    }
    Object.assign(sum.amounts, this.#chargedTwice.onceIn(sum.amounts));
    sum.tasks = this.#tasks;
    return sum;
  }

  #addEntry(entry: TaskEntry): void {
    const group = this.#groupOf(keyOf(entry));
    const isLeader = entry.tid === (entry.tgid ?? entry.tid);
    if (isLeader || !group.isLeader) group.name = subjectOf(entry).name;
    group.isLeader ||= isLeader;
    const key = taskKey(entry.tid, entry.startedAt);
    addInto(group.amounts, entry);
    // It was counted when it ended, if anybody looked.
    if (entry.endedBefore) return;
    const before = this.#living.get(key);
    if (before === undefined) this.#tasks += 1;
    // Who became another program, as a shell's child does, is a task of both.
    if (before !== group) group.tasks += 1;
    if (entry.ended) {
      group.ended += 1;
      this.#living.delete(key);
    } else this.#living.set(key, group);
  }

  #groupOf(key: string): Group {
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    if (this.#groups.size >= this.#nameLimit) return this.#others;
    const group = newGroup(key);
    this.#groups.set(key, group);
    return group;
  }
}

const newGroup = (key: string): Group => ({
  amounts: {},
  key,
  name: '',
  isLeader: false,
  tasks: 0,
  ended: 0,
});

const commandTotalsOf = (group: Group, name?: string): CommandTotals => {
  const { amounts, tasks, ended } = group;
  return {
    ...defined({ name, amounts: { ...amounts }, netWrite: netWrite(amounts) }),
    ...(group.uncounted ? {} : { tasks, ended }),
  };
};

/** Who moved most; among those that moved nothing, who waited longest. */
const byMoved = (a: Group, b: Group): number =>
  grossMoved(b) - grossMoved(a) ||
  (b.amounts.ioWait ?? 0) - (a.amounts.ioWait ?? 0) ||
  (a.key < b.key ? -1 : 1);

/** Cancelled writes are not taken off, as in the report. */
const grossMoved = ({ amounts }: Group): number => (amounts.read ?? 0) + (amounts.write ?? 0);
