/**
 * All living tasks, as they were last seen. A pass over every task takes the table's place; one that asked only the tasks that ran changes it in
 * place, and nothing touches a row of a task that slept.
 *
 * Of such a pass the two moments that `difference` compares have only the rows of tasks that ran, or ended: of all others both would have the same.
 */
import { findRow } from '../../sample/task-row.ts';
import { copyRows, insertRows, noPairs, type RowPairs, removeRows } from './rows.ts';
import { datePass, newSnapshot, type Snapshot, type SnapshotColumns } from './snapshot.ts';

/** What a pass brought that asked only the tasks that ran since the one before. */
export type Ran = {
  /** Each once, sorted by tid; times of the pass set. */
  readonly tasks: Snapshot;
  /** Ids of tasks that are gone, ascending; not all of them need to have been in a pass. */
  readonly gone: number[];
};

/** Two moments. */
export type Pass = {
  readonly previous: Snapshot;
  readonly next: Snapshot;
  /** Which tasks the two have. `ran`: a task in neither is in the table as it was before. */
  readonly tasks: 'all' | 'ran';
};

export class LivingTasks {
  #now: Snapshot;
  #other: Snapshot;
  /** For the next pass that asks only the tasks that ran: to be filled, then `takeRan`. */
  readonly ran: Ran = { tasks: newSnapshot(64), gone: [] };
  /** The rows of tasks that ran or are gone, as they were at the pass before. */
  readonly #before = newSnapshot(64);
  #last: Pass['tasks'] = 'all';

  constructor(rows = 0) {
    this.#now = newSnapshot(rows);
    this.#other = newSnapshot(rows);
  }

  /** Every living task; it is another snapshot after a pass over every task. */
  get now(): Snapshot {
    return this.#now;
  }

  /** For the next pass over every task: to be filled, then `takeAll`. The table is still as the last pass left it. */
  get forAll(): Snapshot {
    return this.#other;
  }

  /** `forAll` becomes the table. */
  takeAll(): Pass {
    const previous = this.#now;
    // Of a task that slept, what was read earlier held at the last pass too.
    if (this.#last === 'ran') datePass(previous);
    [this.#now, this.#other] = [this.#other, previous];
    this.#last = 'all';
    return { previous, next: this.#now, tasks: 'all' };
  }

  /** `ran` is applied to the table. */
  takeRan(): Pass {
    const { tasks, gone } = this.ran;
    const changed = noPairs();
    const born: number[] = [];
    for (let row = 0; row < tasks.count; row++) {
      const known = findRow(this.#now, tasks.columns.tid[row] as number);
      if (known < 0) born.push(row);
      else {
        changed.from.push(row);
        changed.to.push(known);
      }
    }
    const goneRows = gone.map((tid) => findRow(this.#now, tid)).filter((row) => row >= 0);
    this.#keep(changed, goneRows);
    copyRows(this.#now, tasks, changed);
    removeRows(this.#now, goneRows);
    insertRows(this.#now, tasks, born);
    this.#now.startedAt = tasks.startedAt;
    this.#now.endedAt = tasks.endedAt;
    this.#last = 'ran';
    return { previous: this.#before, next: tasks, tasks: 'ran' };
  }

  /**
   * Adds tasks to both moments of the last pass that have not run in between, but whose ends are known: they ended after it.
   * @param exits see `Engine.takeExits` @param endedBefore ids of tasks that ended in the interval before, and may be listed still
   */
  addEnded({ columns, count }: Snapshot, endedBefore: Iterable<number>): void {
    if (this.#last === 'all') return;
    const rows = new Set<number>();
    for (const tid of endedBefore) this.#addSleeper(findRow(this.#now, tid), rows);
    for (let i = 0; i < count; i++) {
      const [tid, tgid] = [columns.tid[i] as number, columns.tgid[i] as number];
      this.#addSleeper(findRow(this.#now, tid), rows);
      if (tid === tgid) this.#addSleeper(this.#formerRow(columns, i), rows);
      else this.#addSleeper(findRow(this.#now, tgid), rows);
    }
    const added = Int32Array.from(rows).sort();
    insertRows(this.#before, this.#now, added);
    insertRows(this.ran.tasks, this.#now, added);
  }

  /** Keeps the rows that are about to change or to go. */
  #keep(changed: RowPairs, gone: readonly number[]): void {
    const before = this.#before;
    before.count = 0;
    before.startedAt = this.#now.startedAt;
    before.endedAt = this.#now.endedAt;
    insertRows(before, this.#now, new Int32Array([...changed.to, ...gone]).sort());
    datePass(before);
  }

  #addSleeper(row: number, rows: Set<number>): void {
    if (row < 0 || findRow(this.ran.tasks, this.#now.columns.tid[row] as number) >= 0) return;
    rows.add(row);
  }

  /** The row, under its own id, of a thread that took its leader's place by exec after the pass, and ended as the leader; -1: it is none. */
  #formerRow(columns: SnapshotColumns, row: number): number {
    const tid = columns.tid[row] as number;
    const own = columns.address[row] as number;
    const led = [this.#now, this.#before].some((of) => {
      const leader = findRow(of, tid);
      const { address, startedAt } = of.columns;
      return startedAt[leader] === columns.startedAt[row] && address[leader] !== own;
    });
    const found = led ? this.#now.columns.address.indexOf(own) : -1;
    return found < this.#now.count ? found : -1;
  }
}
