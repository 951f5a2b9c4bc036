/** Reads every task: one pass of the task iterator, to its end. Records come in pieces of any length; one may be split between two reads. */
import { RECORD_LENGTH } from '../../kernel/abi/bpf/programs/task-record.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Gap } from '../../sample/gap.ts';
import { reserve, type Snapshot } from '../table/snapshot.ts';
import { fillLiving, type Places, type RecordBuffer } from './records.ts';

/** The bytes of a pass, read by read. */
type TaskStream = {
  readonly records: RecordBuffer;
  /** Room for as many as `mostRecords` says of the buffer. */
  readonly places: Places;
  /** Fills `records.bytes` from the given offset; returns how many bytes came, 0 at the end. */
  readonly read: (offset: number) => number;
};

/** How many records fit into so many bytes. */
export const mostRecords = (bytes: number): number => Math.ceil(bytes / RECORD_LENGTH);

/**
 * Appends all living tasks and sets `endedAt`; `startedAt` must be set.
 * @returns what was missed: nothing, unless the kernel ended within a record
 */
export const appendStream = (
  into: Snapshot,
  { records, places, read }: TaskStream,
  clock: Clock,
): readonly Gap[] => {
  const { bytes, words } = records;
  let carried = 0;
  let after = into.startedAt;
  for (;;) {
    const length = read(carried);
    const before = clock.bootTime();
    into.endedAt = before;
    if (length === 0) return carried === 0 ? [] : [CUT_SHORT];
    const end = carried + length;
    const first = into.count;
    const count = Math.floor(end / RECORD_LENGTH);
    for (let i = 0; i < count; i++) {
      places.words[i] = (i * RECORD_LENGTH) / 4;
      places.rows[i] = first + i;
    }
    reserve(into, first + count);
    into.count += count;
    fillLiving(into, { words, places, count }, after);
    into.columns.readAfter.fill(after, first, into.count);
    into.columns.readBefore.fill(before, first, into.count);
    carried = end - count * RECORD_LENGTH;
    bytes.copyWithin(0, end - carried, end);
    // What is carried was written during this read or before: the old bound stays until all is decoded.
    if (carried === 0) after = before;
  }
};

const CUT_SHORT: Gap = {
  kind: 'tasks-unread',
  count: 1,
  reason: 'the task iterator ended within a record',
};
