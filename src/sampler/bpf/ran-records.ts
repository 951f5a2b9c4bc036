/**
 * Makes a pass of the last one and the records of the tasks that ran since.
 *
 * Two snapshots take turns: the one to be filled, `into`, still holds the pass before the last. The rows of most tasks are in it already, as they are to be and where they
 * are to be: up to the first task that was born or ended since, only the rows of tasks that ran have to be written. All others are copied from the last pass, in
 * ranges as long as possible.
 */
import { GONE, RECORD, RECORD_LENGTH } from '../../kernel/abi/bpf/programs/task-record.ts';
import { firstFrom } from '../../lib/binary-search.ts';
import {
  appendRows,
  type ChangedSince,
  copyRows,
  reserve,
  type Snapshot,
} from '../table/snapshot.ts';
import {
  fillLiving,
  type Places,
  type RecordBuffer,
  recordBuffer,
  roomForPlaces,
} from './records.ts';

/** The records of one pass, in the order in which the kernel wrote them: not that of tids, and of one tid there may be several, of which the latest counts. */
export class RanRecords {
  count = 0;
  #records: RecordBuffer = recordBuffer(new Uint8Array(FEW * RECORD_LENGTH));
  #places: Places = roomForPlaces(FEW);
  /** A number for each record: its tid times `MOST`, plus its place among the records. Sorted, they are in order of tid, the latest of one tid behind the others. */
  #order = new Float64Array(FEW);

  add(bytes: Uint8Array): void {
    const end = this.count * RECORD_LENGTH + bytes.length;
    if (end > this.#records.bytes.length) this.#grow(end);
    this.#records.bytes.set(bytes, this.count * RECORD_LENGTH);
    this.count = end / RECORD_LENGTH;
  }

  /**
   * Fills all columns of `into` but `readAfter` and `readBefore`.
   * @param into as the pass before `last` left it, or any other snapshot
   * @param after boot clock, ns: a moment before the kernel wrote the first record
   */
  applyTo(into: Snapshot, last: Snapshot, after: number): void {
    const { words } = this.#records;
    const places = this.#places;
    const rows = new RowsOfPass(into, last);
    const order = this.#sorted();
    let noted = 0;
    for (let i = 0; i < order.length; i++) {
      const word = ((order[i] as number) % MOST) * RECORD_WORDS;
      const tid = words[word] as number;
      const next = i + 1 < order.length ? Math.floor((order[i + 1] as number) / MOST) : -1;
      if (tid === next) continue; // a later record of the same tid comes
      if (words[word + TGID] === GONE) rows.drop(tid);
      else {
        places.words[noted] = word;
        places.rows[noted] = rows.rowOf(tid);
        noted += 1;
      }
    }
    into.changedSince = rows.finish(places.rows.slice(0, noted));
    fillLiving(into, { words, places, count: noted }, after);
  }

  #sorted(): Float64Array {
    const { words } = this.#records;
    for (let i = 0; i < this.count; i++) {
      this.#order[i] = (words[i * RECORD_WORDS] as number) * MOST + i;
    }
    return this.#order.subarray(0, this.count).sort();
  }

  #grow(bytes: number): void {
    const records = Math.ceil(Math.max(bytes, this.#records.bytes.length * 2) / RECORD_LENGTH);
    const grown = recordBuffer(new Uint8Array(records * RECORD_LENGTH));
    grown.bytes.set(this.#records.bytes);
    this.#records = grown;
    this.#places = roomForPlaces(records);
    this.#order = new Float64Array(records);
  }
}

/** Lays out the rows of a pass: those of the last one, without the tasks that are gone and with the new ones. It is told of tids in ascending order. */
class RowsOfPass {
  readonly #into: Snapshot;
  readonly #last: Snapshot;
  /** A range of rows of the last pass: they go behind the rows that `into` has by now. */
  #start = 0;
  #end = 0;
  /** Up to this index `into` had the rows of the last pass from the beginning, but for those of tasks that ran in that pass. */
  readonly #alike: number;
  /** Up to this index the new pass has the same tasks as the last one. */
  #aligned = 0;

  constructor(into: Snapshot, last: Snapshot) {
    this.#into = into;
    this.#last = last;
    this.#alike = last.changedSince?.pass === into ? last.changedSince.aligned : 0;
    into.count = 0;
  }

  /** The task is gone. */
  drop(tid: number): void {
    if (!this.#extendTo(tid)) return;
    this.#putRange();
    this.#start = this.#end + 1;
    this.#end = this.#start;
  }

  /** @returns the row of the task in the new pass: a new one if the last pass did not have it */
  rowOf(tid: number): number {
    if (this.#extendTo(tid)) {
      this.#end += 1;
      return this.#into.count + this.#end - this.#start - 1;
    }
    this.#putRange();
    this.#start = this.#end;
    reserve(this.#into, this.#into.count + 1);
    this.#into.count += 1;
    return this.#into.count - 1;
  }

  /** Puts the rest of the last pass behind the others. @param rows of the tasks that ran, sorted */
  finish(rows: Int32Array): ChangedSince {
    this.#end = this.#last.count;
    this.#putRange();
    return { pass: this.#last, rows, aligned: this.#aligned };
  }

  /** Extends the range up to the task, without it. @returns whether the last pass has it: at the end of the range */
  #extendTo(tid: number): boolean {
    const { columns, count } = this.#last;
    const row = firstFrom(columns.tid, tid, count);
    this.#end = Math.max(this.#end, row);
    return row < count && columns.tid[row] === tid;
  }

  /** Puts the range behind the rows of `into`. */
  #putRange(): void {
    const [start, end] = [this.#start, this.#end];
    const isInPlace = this.#into.count === start;
    if (isInPlace && this.#aligned === start) this.#aligned = end;
    const copyFrom = isInPlace ? this.#keep(start, Math.min(end, this.#alike)) : start;
    appendRows(this.#into, this.#last, copyFrom, end);
  }

  /** Rows that `into` has already: copies those of tasks that ran in the last pass. @returns the first row behind them */
  #keep(start: number, end: number): number {
    const ran = this.#last.changedSince?.rows;
    if (end <= start || ran === undefined) return start;
    copyRows(this.#into, this.#last, ran.subarray(firstFrom(ran, start), firstFrom(ran, end)));
    this.#into.count = end;
    return end;
  }
}

const RECORD_WORDS = RECORD_LENGTH / 4;
const TGID = RECORD.tgid / 4;
/** More records than a pass can have: it visits a tid for each slot of the ring. A tid times this is far below 2^53. */
const MOST = 2 ** 24;
/** Records there is room for at first. */
const FEW = 1024;
