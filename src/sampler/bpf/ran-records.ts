/**
 * Makes a pass out of the last one and the records of the tasks that ran since.
 *
 * Rows of tasks that did not run are copied from the last pass, in ranges as long as possible: only births and ends break them. Most need no copy:
 * snapshots alternate, so the one to be filled holds the pass before the last, and only rows of tasks that ran before the last pass differ.
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

/** The records of one pass, in the order the kernel wrote them. */
export class RanRecords {
  count = 0;
  #records: RecordBuffer = recordBuffer(new Uint8Array(FEW * RECORD_LENGTH));
  #places: Places = roomForPlaces(FEW);
  /** Tid and place among the records as one number each: sorted they are in order of tid, and of two with one tid the later is behind. */
  #order = new Float64Array(FEW);

  add(bytes: Uint8Array): void {
    const end = this.count * RECORD_LENGTH + bytes.length;
    if (end > this.#records.bytes.length) this.#grow(end);
    this.#records.bytes.set(bytes, this.count * RECORD_LENGTH);
    this.count = end / RECORD_LENGTH;
  }

  /**
   * Fills `into` but for the bounds of its rows.
   * @param into as the pass before `last` left it
   * @param after boot clock, ns: a moment before the kernel wrote the first record
   */
  applyTo(into: Snapshot, last: Snapshot, after: number): void {
    const { words } = this.#records;
    const places = this.#places;
    const rows = new Rows(into, last);
    const order = this.#sorted();
    let noted = 0;
    for (let i = 0; i < order.length; i++) {
      const word = ((order[i] as number) % MOST) * RECORD_WORDS;
      const tid = words[word] as number;
      const next = i + 1 < order.length ? Math.floor((order[i + 1] as number) / MOST) : -1;
      if (tid === next) continue;
      if (words[word + TGID] === GONE) rows.drop(tid);
      else {
        places.words[noted] = word;
        places.rows[noted] = rows.place(tid);
        noted += 1;
      }
    }
    into.changedSince = rows.end(places.rows.slice(0, noted));
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

/** The rows of a pass: those of the last one, without some and with others. Tids come ascending. */
class Rows {
  readonly #into: Snapshot;
  readonly #last: Snapshot;
  /** The range of rows to be copied from the last pass. */
  #start = 0;
  #end = 0;
  /** Rows of `into` below this index equal the last pass's, unless they changed in it. */
  readonly #mirrored: number;
  /** Rows below this index are of the same tasks as in the last pass. */
  #aligned = 0;

  constructor(into: Snapshot, last: Snapshot) {
    this.#into = into;
    this.#last = last;
    this.#mirrored = last.changedSince?.pass === into ? last.changedSince.aligned : 0;
    into.count = 0;
  }

  /** The task is no more. */
  drop(tid: number): void {
    if (!this.#reach(tid)) return;
    this.#copyRange();
    this.#start = this.#end + 1;
    this.#end = this.#start;
  }

  /** @returns the row of the task; an empty one when the last pass has none */
  place(tid: number): number {
    if (this.#reach(tid)) {
      this.#end += 1;
      return this.#into.count + this.#end - this.#start - 1;
    }
    this.#copyRange();
    this.#start = this.#end;
    reserve(this.#into, this.#into.count + 1);
    this.#into.count += 1;
    return this.#into.count - 1;
  }

  /** @param rows of the tasks that ran, sorted */
  end(rows: Int32Array): ChangedSince {
    this.#end = this.#last.count;
    this.#copyRange();
    return { pass: this.#last, rows, aligned: this.#aligned };
  }

  /** Takes all rows before that of the task into the range. @returns whether it has one */
  #reach(tid: number): boolean {
    const { columns, count } = this.#last;
    const row = firstFrom(columns.tid, tid, count);
    this.#end = Math.max(this.#end, row);
    return row < count && columns.tid[row] === tid;
  }

  #copyRange(): void {
    const [start, end] = [this.#start, this.#end];
    const stays = this.#into.count === start;
    if (stays && this.#aligned === start) this.#aligned = end;
    const kept = stays ? this.#keep(start, Math.min(end, this.#mirrored)) : start;
    appendRows(this.#into, this.#last, kept, end);
  }

  /** @returns the first row that must be copied */
  #keep(start: number, end: number): number {
    const changed = this.#last.changedSince?.rows;
    if (end <= start || changed === undefined) return start;
    const between = changed.subarray(firstFrom(changed, start), firstFrom(changed, end));
    copyRows(this.#into, this.#last, between);
    this.#into.count = end;
    return end;
  }
}

const RECORD_WORDS = RECORD_LENGTH / 4;
const TGID = RECORD.tgid / 4;
/** More records than a pass can have; a tid times this is a whole number still. */
const MOST = 2 ** 24;
const FEW = 1024;
