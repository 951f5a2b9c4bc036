/**
 * Entries of the tasks that did nothing, for lists that show them.
 *
 * A task that has not run since its entry was made is described by that entry still: it is handed out again, so that a list
 * of ten thousand sleepers costs no ten thousand objects a second. What is kept for each is the entry and two numbers in
 * typed arrays, sorted by id as the passes are: nothing is looked up but in step.
 */
import type { TaskEntry } from '../../sample/sample.ts';
import { baseOf } from '../difference/difference.ts';
import type { Snapshot, TaskColumns } from '../table/snapshot.ts';
import type { Describer } from './describe.ts';
import { buildEntry, type TotalsWish } from './entry.ts';

/** Two passes and their number; see `Engine.startTolerance`. */
export type Interval = {
  readonly previous: Snapshot;
  readonly next: Snapshot;
  readonly tolerance: number;
  readonly pass: number;
};

/** What was handed out last, by tid. */
type Kept = {
  readonly pass: number;
  readonly entries: readonly TaskEntry[];
  /** Of each when its entry was made; NaN, which equals nothing: it must be made anew. */
  readonly runtimes: Float64Array;
  /** As the engine saw them, unresolved. */
  readonly priorities: Int32Array;
};

const NOTHING: Kept = {
  pass: 0,
  entries: [],
  runtimes: new Float64Array(0),
  priorities: new Int32Array(0),
};

/** Somebody else may change a sleeper's nice value, and with it its priority: each is looked up again this often, in passes. */
const PRIORITY_EVERY = 32;

export class IdleEntries {
  readonly #describer: Describer;
  readonly #totals: TotalsWish;
  #kept = NOTHING;

  constructor(describer: Describer, totals: TotalsWish) {
    this.#describer = describer;
    this.#totals = totals;
  }

  /** @param rows of `next`, by tid; may be asked for again with more of them */
  of(interval: Interval, rows: Int32Array): readonly TaskEntry[] {
    const { columns } = interval.next;
    const { pass } = interval;
    const before = this.#kept.pass >= pass - 1 ? this.#kept : NOTHING;
    const entries: TaskEntry[] = [];
    const runtimes = new Float64Array(rows.length);
    const priorities = new Int32Array(rows.length);
    let at = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      const tid = columns.tid[row] as number;
      while ((before.entries[at]?.tid ?? tid) < tid) at += 1;
      const asleep = isAsleep(before, at, columns, row);
      const isDue = (tid + pass) % PRIORITY_EVERY === 0;
      const entry =
        asleep && !isDue ? (before.entries[at] as TaskEntry) : this.#make(interval, row);
      entries.push(asleep ? sameAs(entry, before.entries[at] as TaskEntry) : entry);
      runtimes[i] = isQuiet(entry) ? (columns.runtime[row] as number) : Number.NaN;
      priorities[i] = columns.ioPriority[row] as number;
    }
    this.#kept = { pass, entries, runtimes, priorities };
    return entries;
  }

  #make({ previous, next, tolerance }: Interval, row: number): TaskEntry {
    const base = baseOf(previous, next, row, tolerance);
    // Nothing rose, or it would not be idle.
    const neighbours = { next, previous, totals: this.#totals, waitsWithin: 'life' } as const;
    const { entry } = buildEntry(next, row, { base, previous }, neighbours);
    this.#describer.describe(entry, next);
    return entry;
  }
}

/** The task has not run since entry `at` was made, nor did anybody set its priority. */
const isAsleep = (
  { entries, runtimes, priorities }: Kept,
  at: number,
  columns: TaskColumns,
  row: number,
): boolean => {
  const entry = entries[at];
  return (
    entry !== undefined &&
    entry.tid === columns.tid[row] &&
    entry.startedAt === columns.startedAt[row] &&
    runtimes[at] === columns.runtime[row] &&
    priorities[at] === columns.ioPriority[row]
  );
};

/** Of a task that slept: the entry there was, unless its priority says otherwise now. */
const sameAs = (entry: TaskEntry, before: TaskEntry): TaskEntry =>
  entry.ioPriority === before.ioPriority && entry.user === before.user ? before : entry;

/** All that can rise is known and did not: so it is in the next pass, if the task does not run. */
const isQuiet = (entry: TaskEntry): boolean =>
  entry.read === 0 && entry.write === 0 && entry.readChars === 0 && entry.writeChars === 0;
