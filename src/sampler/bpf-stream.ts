/**
 * Reads one pass of the task iterator to its end: records come in pieces of any length, one may be split between two reads.
 *
 * Rows of tasks that did not change are taken from the pass before, as long stretches as there are: only births and ends break them. Rows of tasks that
 * changed are taken along and written over.
 */
import {
  RECORD,
  RECORD_LENGTH,
  UNCHANGED,
  UNCHANGED_LENGTH,
} from '../kernel/abi/bpf-program/task-record.ts';
import type { Clock } from '../lib/clock.ts';
import type { Gap } from '../sample/gap.ts';
import { fillLiving, type Places, type RecordBuffer } from './bpf-records.ts';
import { appendRows, reserve, type Snapshot } from './snapshot.ts';

/** The bytes of a pass, read by read. */
export type TaskStream = {
  readonly records: RecordBuffer;
  /** Room for as many as `mostRecords` says of the buffer. */
  readonly places: Places;
  /** Fills `records.bytes` from the given offset; returns how many bytes came, 0 at the end. */
  readonly read: (offset: number) => number;
};

/** Records that so many bytes can hold. */
export const mostRecords = (bytes: number): number => Math.ceil(bytes / RECORD_LENGTH);

/**
 * Appends all living tasks and sets `endedAt`; `startedAt` must be set.
 * @param last what the pass before it gave: tasks that did not change are taken from there
 * @returns what was missed: nothing, unless the kernel ended within a record, or `last` is not of the pass before
 */
export const appendStream = (
  into: Snapshot,
  { records, places, read }: TaskStream,
  last: Snapshot,
  clock: Clock,
): readonly Gap[] => {
  const { bytes, words } = records;
  const rows = new Rows(into, last, places);
  let carried = 0;
  let after = into.startedAt;
  for (;;) {
    const length = read(carried);
    const before = clock.bootTime();
    into.endedAt = before;
    if (length === 0) return carried === 0 ? rows.gaps() : [...rows.gaps(), CUT_SHORT];
    const end = carried + length;
    const first = into.count;
    const used = rows.append(words, end);
    fillLiving(into, { words, places, count: rows.noted }, after);
    into.columns.readAfter.fill(after, first, into.count);
    into.columns.readBefore.fill(before, first, into.count);
    carried = end - used;
    bytes.copyWithin(0, used, end);
    // What is carried was written during this read or before: the old bound stays until all is decoded.
    if (carried === 0) after = before;
  }
};

/** Makes the rows of a pass, read by read: taken from the last pass, or empty. Both passes go by ascending tid. */
class Rows {
  /** Records of this read, noted in the places. */
  noted = 0;
  readonly #into: Snapshot;
  readonly #last: Snapshot;
  readonly #places: Places;
  /** The row of the last pass the search has come to. */
  #at = 0;
  /** Where the stretch to be taken from the last pass begins, and how many rows it has. */
  #start = 0;
  #length = 0;
  #unknown = 0;

  constructor(into: Snapshot, last: Snapshot, places: Places) {
    this.#into = into;
    this.#last = last;
    this.#places = places;
  }

  /** @returns how many of the bytes are whole records */
  append(words: Uint32Array, bytes: number): number {
    const end = bytes / 4;
    let word = 0;
    this.noted = 0;
    while (word + UNCHANGED_WORDS <= end) {
      const isUnchanged = words[word + TGID] === UNCHANGED;
      if (!isUnchanged && word + RECORD_WORDS > end) break;
      const isKnown = this.#take(words[word] as number);
      if (isUnchanged) {
        if (!isKnown) this.#unknown += 1;
        word += UNCHANGED_WORDS;
      } else {
        if (!isKnown) this.#addEmpty();
        this.#places.words[this.noted] = word;
        this.#places.rows[this.noted] = this.#into.count + this.#length - 1;
        this.noted += 1;
        word += RECORD_WORDS;
      }
    }
    this.#endStretch();
    return word * 4;
  }

  gaps(): readonly Gap[] {
    if (this.#unknown === 0) return [];
    const reason = 'said to be unchanged, but not known';
    return [{ kind: 'tasks-unread', count: this.#unknown, reason }];
  }

  /** Takes the task's row along, if the last pass has one. */
  #take(tid: number): boolean {
    const { columns, count } = this.#last;
    const tids = columns.tid;
    let at = this.#at;
    while (at < count && (tids[at] as number) < tid) at += 1;
    this.#at = at;
    if (at >= count || tids[at] !== tid) return false;
    if (at !== this.#start + this.#length) {
      this.#endStretch();
      this.#start = at;
    }
    this.#length += 1;
    return true;
  }

  #addEmpty(): void {
    this.#endStretch();
    reserve(this.#into, this.#into.count + 1);
    this.#into.count += 1;
  }

  #endStretch(): void {
    appendRows(this.#into, this.#last, this.#start, this.#start + this.#length);
    this.#start += this.#length;
    this.#length = 0;
  }
}

const RECORD_WORDS = RECORD_LENGTH / 4;
const UNCHANGED_WORDS = UNCHANGED_LENGTH / 4;
/** Both kinds begin with the tid; where one has the tgid the other has UNCHANGED. */
const TGID = RECORD.tgid / 4;

const CUT_SHORT: Gap = {
  kind: 'tasks-unread',
  count: 1,
  reason: 'the task iterator ended within a record',
};
