/** Reads one pass of the task iterator to its end: records come in pieces of any length, one may be split between two reads. */
import {
  RECORD,
  RECORD_LENGTH,
  UNCHANGED,
  UNCHANGED_LENGTH,
} from '../kernel/abi/bpf-program/task-record.ts';
import type { Clock } from '../lib/clock.ts';
import type { Gap } from '../sample/gap.ts';
import { appendLiving, type RecordBuffer } from './bpf-records.ts';
import type { Snapshot } from './snapshot.ts';

/** The bytes of a pass, read by read. */
export type TaskStream = {
  readonly records: RecordBuffer;
  /** Room to note where tasks are: as many as placesIn(bytes of the records). */
  readonly places: Int32Array;
  /** Fills `records.bytes` from the given offset; returns how many bytes came, 0 at the end. */
  readonly read: (offset: number) => number;
};

/** Tasks that so many bytes can tell of. */
export const placesIn = (bytes: number): number => Math.ceil(bytes / UNCHANGED_LENGTH);

/**
 * Appends all living tasks and sets `endedAt`; `startedAt` must be set.
 * @param last what the pass before it gave: tasks that did not change are taken from there
 * @returns what was missed: nothing, unless the kernel ended within a record, or `last` is not of the pass before
 */
export const appendStream = (
  into: Snapshot,
  { records, places: at, read }: TaskStream,
  last: Snapshot,
  clock: Clock,
): readonly Gap[] => {
  const { bytes, words } = records;
  const places = new Places(at, last);
  let carried = 0;
  let after = into.startedAt;
  for (;;) {
    const length = read(carried);
    const before = clock.bootTime();
    into.endedAt = before;
    if (length === 0) return carried === 0 ? places.gaps() : [...places.gaps(), CUT_SHORT];
    const end = carried + length;
    const used = places.find(words, end);
    appendLiving(
      into,
      { words, places: at, count: places.count, unchanged: last.columns },
      { after, before },
    );
    carried = end - used;
    bytes.copyWithin(0, used, end);
    // What is carried was written during this read or before: the old bound stays until all is decoded.
    if (carried === 0) after = before;
  }
};

/** Where the tasks of one read are: a record of this read, or a row of the last pass. Both go by ascending tid. */
class Places {
  count = 0;
  readonly #at: Int32Array;
  readonly #last: Int32Array;
  readonly #lastCount: number;
  /** The row of the last pass the search has come to. */
  #row = 0;
  #unknown = 0;

  constructor(at: Int32Array, { columns, count }: Snapshot) {
    this.#at = at;
    this.#last = columns.tid;
    this.#lastCount = count;
  }

  /** @returns how many of the bytes are whole records */
  find(words: Uint32Array, bytes: number): number {
    const end = bytes / 4;
    const at = this.#at;
    let count = 0;
    let word = 0;
    while (word + UNCHANGED_WORDS <= end) {
      if (words[word + TGID] === UNCHANGED) {
        const row = this.#rowOf(words[word] as number);
        if (row >= 0) at[count++] = ~row;
        word += UNCHANGED_WORDS;
      } else {
        if (word + RECORD_WORDS > end) break;
        at[count++] = word;
        word += RECORD_WORDS;
      }
    }
    this.count = count;
    return word * 4;
  }

  gaps(): readonly Gap[] {
    if (this.#unknown === 0) return [];
    return [
      { kind: 'tasks-unread', count: this.#unknown, reason: 'said to be unchanged, but not known' },
    ];
  }

  #rowOf(tid: number): number {
    const last = this.#last;
    let row = this.#row;
    while (row < this.#lastCount && (last[row] as number) < tid) row += 1;
    this.#row = row;
    if (row < this.#lastCount && last[row] === tid) return row;
    this.#unknown += 1;
    return -1;
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
