/** Reads one pass of the task iterator to its end: records come in pieces of any length, one may be split between two reads. */
import { RECORD_LENGTH } from '../kernel/abi/bpf-program/task-record.ts';
import type { Clock } from '../lib/clock.ts';
import type { Gap } from '../sample/gap.ts';
import { appendLiving, type RecordBuffer } from './bpf-records.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Appends all living tasks and sets `endedAt`; `startedAt` must be set.
 * @param read fills `records.bytes` from the given offset; returns how many bytes came, 0 at the end
 * @returns what was missed: nothing, unless the kernel ended within a record
 */
export const appendStream = (
  into: Snapshot,
  records: RecordBuffer,
  read: (offset: number) => number,
  clock: Clock,
): readonly Gap[] => {
  const { bytes } = records;
  let carried = 0;
  let after = into.startedAt;
  for (;;) {
    const length = read(carried);
    const before = clock.bootTime();
    into.endedAt = before;
    if (length === 0) return carried === 0 ? [] : [CUT_SHORT];
    const count = Math.floor((carried + length) / RECORD_LENGTH);
    appendLiving(into, records, count, { after, before });
    carried += length - count * RECORD_LENGTH;
    bytes.copyWithin(0, count * RECORD_LENGTH, count * RECORD_LENGTH + carried);
    // What is carried was written during this read or before: the old bound stays until all is decoded.
    if (carried === 0) after = before;
  }
};

const CUT_SHORT: Gap = {
  kind: 'tasks-unread',
  count: 1,
  reason: 'the task iterator ended within a record',
};
