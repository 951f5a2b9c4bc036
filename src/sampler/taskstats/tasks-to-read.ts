/** The passes of an engine that reads task by task: which tasks it reads, and the rows of those it found. */
import { TaskList } from '../../kernel/sys/proc/task-list.ts';
import type { Clock } from '../../lib/clock.ts';
import type { TaskSelection } from '../engine.ts';
import { removeRows, rowsMarked } from '../table/rows.ts';
import { reserve, type Snapshot } from '../table/snapshot.ts';

export class TasksToRead {
  readonly #tasks: TaskList;
  readonly #selection: TaskSelection | undefined;
  #numbers = new TaskNumbers();
  #lastNumbers = new TaskNumbers();
  /** 1 for each task that could be read, at its index in `#numbers`. */
  #present = new Uint8Array(0);

  /** @param root where proc is mounted @throws UnavailableError when it is not */
  constructor(selection: TaskSelection | undefined, root?: string) {
    this.#tasks = new TaskList(root);
    this.#selection = selection;
  }

  /** Makes a pass. @param read fills the row of each task that it can read, at its index, and sets `present` there to 1 */
  pass<Result>(
    into: Snapshot,
    clock: Pick<Clock, 'bootTime'>,
    read: (tasks: TaskNumbers, present: Uint8Array) => Result,
  ): Result {
    into.startedAt = clock.bootTime();
    this.#list();
    const { count } = this.#numbers;
    reserve(into, count);
    const result = read(this.#numbers, this.#present);
    into.count = count;
    removeRows(into, rowsMarked(this.#present.subarray(0, count), 0));
    into.endedAt = clock.bootTime();
    return result;
  }

  close(): void {
    this.#tasks.close();
  }

  /** Those present in the last pass are read again, listed or not: a folder that is read while threads end may leave out living ones. */
  #list(): void {
    const last = this.#numbers;
    const numbers = this.#lastNumbers;
    this.#numbers = numbers;
    this.#lastNumbers = last;
    numbers.count = 0;
    const add = (tid: number, tgid: number): void => numbers.add(tid, tgid);
    if (this.#selection === undefined) this.#tasks.all(add);
    else for (const id of this.#selection.ids) this.#tasks.ofTaskOrProcess(id, add);
    numbers.sort();
    this.#addMissing(last);
    const { count } = numbers;
    if (this.#present.length < count) this.#present = new Uint8Array(Math.ceil(count * 1.5));
    else this.#present.fill(0, 0, count);
  }

  /** For a listed tid the new tgid counts: the id may have been reused by another process. */
  #addMissing(last: TaskNumbers): void {
    const numbers = this.#numbers;
    const listed = numbers.count;
    let at = 0;
    for (let i = 0; i < last.count; i++) {
      if (this.#present[i] === 0) continue;
      const tid = last.tid(i);
      while (at < listed && numbers.tid(at) < tid) at += 1;
      if (at === listed || numbers.tid(at) !== tid) numbers.add(tid, last.tgid(i));
    }
    if (numbers.count > listed) numbers.sort();
  }
}

/** Task ids are below 2^22 (PID_MAX_LIMIT). */
const TGID_SPAN = 2 ** 23;

/** The ids of all tasks, sorted, in memory that is used again: tid and tgid packed into one double, which sorts natively. */
export class TaskNumbers {
  #packed = new Float64Array(1024);
  count = 0;

  add(tid: number, tgid: number): void {
    if (this.count === this.#packed.length) {
      const grown = new Float64Array(this.#packed.length * 2);
      grown.set(this.#packed);
      this.#packed = grown;
    }
    this.#packed[this.count] = tid * TGID_SPAN + tgid;
    this.count += 1;
  }

  /** Sorts by tid and drops ids that came twice. */
  sort(): void {
    const used = this.#packed.subarray(0, this.count).sort();
    let kept = 0;
    let last = -1;
    for (let i = 0; i < used.length; i++) {
      const tid = Math.floor((used[i] as number) / TGID_SPAN);
      if (tid === last) continue;
      used[kept] = used[i] as number;
      kept += 1;
      last = tid;
    }
    this.count = kept;
  }

  tid(index: number): number {
    return Math.floor((this.#packed[index] as number) / TGID_SPAN);
  }

  tgid(index: number): number {
    return (this.#packed[index] as number) % TGID_SPAN;
  }
}
