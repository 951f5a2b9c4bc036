/**
 * Entries of the tasks that did nothing, for lists that show them.
 *
 * A task that has not run since its entry was made is described by that entry still: it is handed out again, so that a list
 * of ten thousand sleepers costs no ten thousand objects a second.
 */
import type { TaskEntry } from '../sample/sample.ts';
import type { Describer } from './describe.ts';
import { baseOf } from './difference.ts';
import { buildEntry, type EntryDraft, type TotalsWish } from './entry.ts';
import type { Snapshot } from './snapshot.ts';

/** Two passes and their number; see `Engine.startTolerance`. */
export type Interval = {
  readonly previous: Snapshot;
  readonly next: Snapshot;
  readonly tolerance: number;
  readonly pass: number;
};

type Kept = { readonly entry: EntryDraft; readonly runtime: number; pass: number };

/** Somebody else may change a sleeper's I/O priority: each is looked up again this often, in passes. */
const PRIORITY_EVERY = 8;

export class IdleEntries {
  readonly #describer: Describer;
  readonly #totals: TotalsWish;
  #kept = new Map<number, Kept>();

  constructor(describer: Describer, totals: TotalsWish) {
    this.#describer = describer;
    this.#totals = totals;
  }

  /** @param rows of `next`; may be asked for again with more of them */
  of(interval: Interval, rows: Int32Array): readonly TaskEntry[] {
    const { next, pass } = interval;
    const entries: TaskEntry[] = [];
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      const tid = next.columns.tid[row] as number;
      const kept = this.#kept.get(tid);
      if (kept !== undefined && isAsleep(kept, interval, row)) {
        if ((tid + pass) % PRIORITY_EVERY === 0) this.#describer.describe(kept.entry, next);
        kept.pass = pass;
        entries.push(kept.entry);
      } else {
        entries.push(this.#make(interval, row));
      }
    }
    this.#forget(pass);
    return entries;
  }

  #make({ previous, next, tolerance, pass }: Interval, row: number): TaskEntry {
    const base = baseOf(previous, next, row, tolerance);
    const neighbours = { next, previous, totals: this.#totals };
    const { entry } = buildEntry(next, row, { base, previous }, neighbours);
    this.#describer.describe(entry, next);
    const runtime = next.columns.runtime[row] as number;
    if (isQuiet(entry)) this.#kept.set(entry.tid, { entry, runtime, pass });
    return entry;
  }

  #forget(pass: number): void {
    for (const [tid, kept] of this.#kept) if (kept.pass < pass) this.#kept.delete(tid);
  }
}

/** It was described in the last pass, and has not run since. */
const isAsleep = (
  { entry, runtime, pass: last }: Kept,
  { next: { columns }, pass }: Interval,
  row: number,
): boolean =>
  last >= pass - 1 &&
  runtime === columns.runtime[row] &&
  entry.startedAt === columns.startedAt[row];

/** All that can rise is known and did not: so it is in the next pass, if the task does not run. */
const isQuiet = (entry: TaskEntry): boolean =>
  entry.read === 0 && entry.write === 0 && entry.readChars === 0 && entry.writeChars === 0;
