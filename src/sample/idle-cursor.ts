/**
 * The idle tasks read one after the other without an object for each: ten thousand are ordered or searched before some forty of them become
 * entries. A field is read out of its column when it is asked for.
 */
import { leaderOf, riseAt, rowAt } from './idle-tasks.ts';
import type { CgroupFacts, IdleTasks, Increase, TaskEntry, TaskNames, Totals } from './sample.ts';
import { commAt, isFollower, mayLead, priorityAt, type RowPlace, totalsAt } from './task-row.ts';

type Leader = RowPlace & { readonly comm: string };

export class IdleCursor {
  readonly #idle: IdleTasks;
  #place = 0;
  /** Of the task at hand, once it was asked for: a search asks several times. */
  #comm: string | undefined;
  /** Of the task before, where it lives: threads of a process stand side by side. */
  #lastLeader: Leader | undefined;
  #here: { columns: RowPlace['columns']; row: number };

  constructor(idle: IdleTasks) {
    this.#idle = idle;
    this.#here = { columns: idle.now.columns, row: 0 };
  }

  /** The task at `place`, until it is moved on: read it, keep nothing. */
  at(place: number): TaskEntry {
    this.#place = place;
    this.#comm = undefined;
    this.#here.row = rowAt(this.#idle, place).row;
    // A field that is unknown is here undefined rather than absent, which no reader tells apart.
    return this as unknown as TaskEntry;
  }

  get #names(): TaskNames | undefined {
    return this.#idle.names?.[this.#place];
  }

  get #leader(): Leader | undefined {
    const here = this.#here;
    if (!isFollower(here)) return undefined;
    const last = this.#lastLeader;
    const isSame = last?.columns.tid[last.row] === here.columns.tgid[here.row];
    if (last !== undefined && isSame && mayLead(last, here)) return last;
    const leader = leaderOf(this.#idle, here);
    if (leader === undefined) return undefined;
    const found = { ...leader, comm: commAt(leader) };
    // One that has ended may be another's than the next thread's.
    this.#lastLeader = leader.columns === this.#idle.now.columns ? found : undefined;
    return found;
  }

  get tid(): number {
    return this.#here.columns.tid[this.#here.row] as number;
  }
  get tgid(): number | undefined {
    return this.#here.columns.tgid[this.#here.row] || undefined;
  }
  get startedAt(): number {
    return this.#here.columns.startedAt[this.#here.row] as number;
  }
  get comm(): string {
    return this.#names?.comm ?? this.#ownComm;
  }
  /** As far as columns have it. */
  get #ownComm(): string {
    this.#comm ??= commAt(this.#here);
    return this.#comm;
  }
  get processStartedAt(): number | undefined {
    const leader = this.#leader;
    return leader?.columns.startedAt[leader.row];
  }
  get processComm(): string | undefined {
    const comm = this.#leader?.comm;
    return comm === this.#ownComm ? undefined : comm;
  }
  get command(): string | undefined {
    return this.#names?.command;
  }
  get user(): string | undefined {
    return this.#names?.user;
  }
  get ioPriority(): number | undefined {
    return this.#names?.ioPriority ?? priorityAt(this.#here);
  }
  get kernelThread(): true | undefined {
    return this.#here.columns.kernelThread[this.#here.row] === 1 ? true : undefined;
  }
  get uid(): number | undefined {
    return known(this.#here.columns.uid[this.#here.row]);
  }
  get cgroup(): number | undefined {
    return known(this.#here.columns.cgroup[this.#here.row]);
  }
  get #cgroupFacts(): CgroupFacts | undefined {
    const id = this.cgroup;
    return id === undefined ? undefined : this.#idle.cgroups?.get(id);
  }
  get cgroupPath(): string | undefined {
    return this.#cgroupFacts?.cgroupPath;
  }
  get containerName(): string | undefined {
    return this.#cgroupFacts?.containerName;
  }
  get podName(): string | undefined {
    return this.#cgroupFacts?.podName;
  }
  get state(): string | undefined {
    const letter = this.#here.columns.state[this.#here.row];
    return letter ? String.fromCharCode(letter) : undefined;
  }
  get totals(): Totals {
    return totalsAt(this.#here);
  }
  get read(): number | undefined {
    return this.#rise('read');
  }
  get write(): number | undefined {
    return this.#rise('write');
  }
  get cancelledWrite(): number | undefined {
    return this.#rise('cancelledWrite');
  }
  get readChars(): number | undefined {
    return this.#rise('readChars');
  }
  get writeChars(): number | undefined {
    return this.#rise('writeChars');
  }
  get readCalls(): number | undefined {
    return this.#rise('readCalls');
  }
  get writeCalls(): number | undefined {
    return this.#rise('writeCalls');
  }
  get ioWait(): number | undefined {
    return this.#rise('ioWait');
  }
  get swapWait(): number | undefined {
    return this.#rise('swapWait');
  }

  get diskRead(): number | undefined {
    return this.#rise('diskRead');
  }
  get diskWrite(): number | undefined {
    return this.#rise('diskWrite');
  }

  #rise(counter: keyof Increase): number | undefined {
    return known(riseAt(this.#idle, this.#place, counter));
  }
}

const known = (value: number | undefined): number | undefined =>
  Number.isNaN(value) ? undefined : value;
