/**
 * Reads one pass of the task iterator to its end: records come in pieces of any length, one may be split between two reads.
 *
 * Rows of tasks that did not change are taken from the pass before, as long stretches as there are: only births and ends break them. Rows of tasks that
 * changed are taken along and written over. Most are not even copied: two snapshots take turns, so the one to be filled holds the pass before the last,
 * and differs from the last only where that was told something.
 */
import {
  RECORD,
  RECORD_LENGTH,
  UNCHANGED,
  UNCHANGED_LENGTH,
} from '../../kernel/abi/bpf/programs/task-record.ts';
import { firstFrom } from '../../lib/binary-search.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Gap } from '../../sample/gap.ts';
import { appendRows, copyRows, reserve, type Snapshot, type Told } from '../table/snapshot.ts';
import { fillLiving, type Places, type RecordBuffer } from './records.ts';

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
 * Appends all living tasks and sets `endedAt` and `told`; `startedAt` must be set.
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
    if (length === 0) {
      into.told = rows.told();
      return carried === 0 ? rows.gaps() : [...rows.gaps(), CUT_SHORT];
    }
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
  /** So many rows of `into` hold what the last pass holds, but for those it was told. */
  readonly #mirrored: number;
  /** So many rows, from the first, are of the same tasks as in the last pass. */
  #aligned = 0;
  /** Rows of all records so far; none are kept where there is no last pass. */
  readonly #told: number[] = [];

  constructor(into: Snapshot, last: Snapshot, places: Places) {
    this.#into = into;
    this.#last = last;
    this.#places = places;
    this.#mirrored = last.told?.since === into ? last.told.aligned : 0;
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
    this.#keepTold();
    return word * 4;
  }

  told(): Told | undefined {
    const since = this.#last;
    if (since.count === 0) return undefined;
    return { since, rows: Int32Array.from(this.#told), aligned: this.#aligned };
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

  #keepTold(): void {
    if (this.#last.count === 0) return;
    for (let at = 0; at < this.noted; at++) this.#told.push(this.#places.rows[at] as number);
  }

  #addEmpty(): void {
    this.#endStretch();
    reserve(this.#into, this.#into.count + 1);
    this.#into.count += 1;
  }

  #endStretch(): void {
    const start = this.#start;
    const end = start + this.#length;
    const stays = this.#into.count === start;
    if (stays && this.#aligned === start) this.#aligned = end;
    const kept = stays ? this.#keep(start, Math.min(end, this.#mirrored)) : start;
    appendRows(this.#into, this.#last, kept, end);
    this.#start = end;
    this.#length = 0;
  }

  /** @returns the first row that must be copied */
  #keep(start: number, end: number): number {
    const told = this.#last.told?.rows;
    if (end <= start || told === undefined) return start;
    const differ = told.subarray(firstFrom(told, start), firstFrom(told, end));
    copyRows(this.#into, this.#last, differ);
    this.#into.count = end;
    return end;
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
