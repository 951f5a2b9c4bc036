/** Which tasks a pass reads: all there are or those selected, and those that were read in the last pass. */
import type { TaskList } from '../../kernel/sys/proc/task-list.ts';
import type { TaskSelection } from '../engine.ts';
import { TaskNumbers } from './task-numbers.ts';

export class TasksToRead {
  readonly #tasks: TaskList;
  readonly #selection: TaskSelection | undefined;
  #numbers = new TaskNumbers();
  #lastNumbers = new TaskNumbers();
  #present = new Uint8Array(0);

  /** The list is borrowed, not closed. */
  constructor(tasks: TaskList, selection?: TaskSelection) {
    this.#tasks = tasks;
    this.#selection = selection;
  }

  /** The tasks of this pass, sorted. */
  get numbers(): TaskNumbers {
    return this.#numbers;
  }

  /** 1 for each task that could be read, at its index in `numbers`; set by the engine that reads them. */
  get present(): Uint8Array {
    return this.#present;
  }

  /**
   * Begins a pass: lists the tasks and marks them all absent.
   *
   * Those present in the last pass are read again, listed or not: a folder that is read while threads end may leave out living ones.
   */
  begin(): void {
    const last = this.#numbers;
    const numbers = this.#lastNumbers;
    this.#numbers = numbers;
    this.#lastNumbers = last;
    numbers.clear();
    const add = (tid: number, tgid: number): void => numbers.add(tid, tgid);
    if (this.#selection === undefined) this.#tasks.all(add);
    else for (const id of this.#selection.ids) this.#tasks.ofTaskOrProcess(id, add);
    numbers.sort();
    this.#addMissing(last);
    this.#markAllAbsent();
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

  #markAllAbsent(): void {
    const { count } = this.#numbers;
    if (this.#present.length < count) this.#present = new Uint8Array(Math.ceil(count * 1.5));
    else this.#present.fill(0, 0, count);
  }
}
