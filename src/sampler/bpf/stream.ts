/**
 * Reads one pass of the task iterator to its end. Records come in pieces of any length; one may be split between two reads.
 *
 * Rows of unchanged tasks are copied from the last pass, in ranges as long as possible: only births and ends break them. Rows of changed
 * tasks are copied with them and then overwritten. Most rows need no copy: snapshots alternate, so the one to be filled holds the pass before the last,
 * and only rows reported changed in the last pass differ.
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
import {
  appendRows,
  type ChangedSince,
  copyRows,
  reserve,
  type Snapshot,
} from '../table/snapshot.ts';
import { fillLiving, type Places, type RecordBuffer } from './records.ts';

/** The bytes of a pass, read by read. */
export type TaskStream = {
  readonly records: RecordBuffer;
  /** Room for as many as `mostRecords` says of the buffer. */
  readonly places: Places;
  /** Fills `records.bytes` from the given offset; returns how many bytes came, 0 at the end. */
  readonly read: (offset: number) => number;
};

/** How many records fit into so many bytes. */
export const mostRecords = (bytes: number): number => Math.ceil(bytes / RECORD_LENGTH);

/**
 * Appends all living tasks and sets `endedAt` and `changedSince`; `startedAt` must be set.
 * @param last the last pass: rows of unchanged tasks are copied from it
 * @returns what was missed: nothing, unless the kernel ended within a record, or `last` is not the last pass
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
      into.changedSince = rows.changedSince();
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

/** Makes the rows of a pass, read by read: copies of the last pass's, or empty ones. Both passes are sorted by tid. */
class Rows {
  /** Records of this read, noted in the places. */
  noted = 0;
  readonly #into: Snapshot;
  readonly #last: Snapshot;
  readonly #places: Places;
  /** The row of the last pass that the search has reached. */
  #at = 0;
  /** The range of rows to be copied from the last pass. */
  #start = 0;
  #length = 0;
  #unknown = 0;
  /** Rows of `into` below this index equal the last pass's, unless they were reported changed in it. */
  readonly #mirrored: number;
  /** Rows below this index are of the same tasks as in the last pass. */
  #aligned = 0;
  /** Rows of all records so far; empty where there is no last pass. */
  readonly #changed: number[] = [];

  constructor(into: Snapshot, last: Snapshot, places: Places) {
    this.#into = into;
    this.#last = last;
    this.#places = places;
    this.#mirrored = last.changedSince?.pass === into ? last.changedSince.aligned : 0;
  }

  /** @returns how many of the bytes are whole records */
  append(words: Uint32Array, bytes: number): number {
    const end = bytes / 4;
    let word = 0;
    this.noted = 0;
    while (word + UNCHANGED_WORDS <= end) {
      const isUnchanged = words[word + TGID] === UNCHANGED;
      if (!isUnchanged && word + RECORD_WORDS > end) break;
      const isKnown = this.#copyFromLast(words[word] as number);
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
    this.#endRange();
    this.#keepChanged();
    return word * 4;
  }

  changedSince(): ChangedSince | undefined {
    const pass = this.#last;
    if (pass.count === 0) return undefined;
    return { pass, rows: Int32Array.from(this.#changed), aligned: this.#aligned };
  }

  gaps(): readonly Gap[] {
    if (this.#unknown === 0) return [];
    const reason = 'reported as unchanged, but not known';
    return [{ kind: 'tasks-unread', count: this.#unknown, reason }];
  }

  /** Adds the task's row to the range to be copied, if the last pass has one. */
  #copyFromLast(tid: number): boolean {
    const { columns, count } = this.#last;
    const tids = columns.tid;
    let at = this.#at;
    while (at < count && (tids[at] as number) < tid) at += 1;
    this.#at = at;
    if (at >= count || tids[at] !== tid) return false;
    if (at !== this.#start + this.#length) {
      this.#endRange();
      this.#start = at;
    }
    this.#length += 1;
    return true;
  }

  #keepChanged(): void {
    if (this.#last.count === 0) return;
    for (let at = 0; at < this.noted; at++) this.#changed.push(this.#places.rows[at] as number);
  }

  #addEmpty(): void {
    this.#endRange();
    reserve(this.#into, this.#into.count + 1);
    this.#into.count += 1;
  }

  #endRange(): void {
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
    const changed = this.#last.changedSince?.rows;
    if (end <= start || changed === undefined) return start;
    const between = changed.subarray(firstFrom(changed, start), firstFrom(changed, end));
    copyRows(this.#into, this.#last, between);
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
