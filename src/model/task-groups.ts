/**
 * To which group a task belongs, remembered while nothing changes that could decide it.
 *
 * Making a group's key costs more than all the adding; of a hundred tasks a second nearly all were there the second before.
 */
import type { TaskEntry } from '../sample/sample.ts';
import type { RangeGroup } from './range-group.ts';

type Known = { readonly entry: TaskEntry; readonly group: RangeGroup };

/** Tasks remembered; beyond that all are looked up anew. */
const LIMIT = 50_000;

export class TaskGroups {
  readonly #byTid = new Map<number, Known>();

  get(entry: TaskEntry): RangeGroup | undefined {
    const known = this.#byTid.get(entry.tid);
    return known !== undefined && isSame(known.entry, entry) ? known.group : undefined;
  }

  set(entry: TaskEntry, group: RangeGroup): void {
    if (this.#byTid.size >= LIMIT) this.#byTid.clear();
    this.#byTid.set(entry.tid, { entry, group });
  }

  clear(): void {
    this.#byTid.clear();
  }
}

/** In all that a grouping's key or subject is made of. */
const isSame = (a: TaskEntry, b: TaskEntry): boolean =>
  a.startedAt === b.startedAt &&
  a.tgid === b.tgid &&
  a.comm === b.comm &&
  a.uid === b.uid &&
  a.processStartedAt === b.processStartedAt &&
  a.processComm === b.processComm &&
  a.user === b.user &&
  a.kernelThread === b.kernelThread &&
  a.command === b.command;
