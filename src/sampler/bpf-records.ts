/**
 * Moves task records from the kernel's bytes into a snapshot's columns. The hot path: no object is made, no check but at the ends.
 *
 * Layout: kernel/abi/bpf-program/task-record.ts.
 */
import { RECORD, RECORD_LENGTH, type RecordField } from '../kernel/abi/bpf-program/task-record.ts';
import { stateLetter } from '../kernel/abi/task-state.ts';
import { U64_HIGH } from '../lib/byte-reader.ts';
import { COMM_LENGTH, reserve, type Snapshot, type TaskColumns } from './snapshot.ts';

/** Bytes of records, seen twice: the kernel writes bytes, we read words. */
export type RecordBuffer = { readonly bytes: Uint8Array; readonly words: Uint32Array };

/** @param bytes a multiple of 4 long, at a multiple of 4 of its buffer */
export const recordBuffer = (bytes: Uint8Array): RecordBuffer => ({
  bytes,
  words: new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4),
});

/**
 * Appends the first `count` records, of living tasks.
 * @param after boot clock, ns: a moment not later than the kernel wrote the first of them
 * @param before boot clock, ns: a moment not earlier than it wrote the last
 */
export const appendLiving = (
  into: Snapshot,
  { bytes, words }: RecordBuffer,
  count: number,
  { after, before }: { readonly after: number; readonly before: number },
): void => {
  reserve(into, into.count + count);
  const { columns } = into;
  for (let i = 0, row = into.count; i < count; i++, row++) {
    decodeRecord(columns, row, bytes, words, i * RECORD_LENGTH);
    const at = i * RECORD_WORDS;
    const waited = i64(words, at + WORD.waited);
    const since = u64(words, at + WORD.moment);
    // Taken at `after`, the least that is certain: it never has to be taken back.
    columns.ioWait[row] = waited < 0 ? waited + Math.max(since, after) : waited;
    columns.waitingSince[row] = waited < 0 ? since : Number.NaN;
    columns.readAfter[row] = after;
    columns.readBefore[row] = before;
  }
  into.count += count;
};

/** Appends the first `count` records, of tasks that ended. */
export const appendEnded = (
  into: Snapshot,
  { bytes, words }: RecordBuffer,
  count: number,
): void => {
  reserve(into, into.count + count);
  const { columns } = into;
  for (let i = 0, row = into.count; i < count; i++, row++) {
    decodeRecord(columns, row, bytes, words, i * RECORD_LENGTH);
    const at = i * RECORD_WORDS;
    const waited = i64(words, at + WORD.waited);
    const ended = u64(words, at + WORD.moment);
    columns.ioWait[row] = waited < 0 ? Number.NaN : waited;
    columns.waitingSince[row] = Number.NaN;
    columns.readAfter[row] = ended;
    columns.readBefore[row] = ended;
  }
  into.count += count;
};

const RECORD_WORDS = RECORD_LENGTH / 4;
/** RECORD in words. */
const WORD = Object.fromEntries(
  Object.entries(RECORD).map(([field, offset]) => [field, offset / 4]),
) as Readonly<Record<RecordField, number>>;

const UNKNOWN = 0xffffffff;

/** All but the waits and the bounds. */
const decodeRecord = (
  columns: TaskColumns,
  row: number,
  bytes: Uint8Array,
  words: Uint32Array,
  offset: number,
): void => {
  const at = offset / 4;
  columns.tid[row] = words[at + WORD.tid] as number;
  columns.tgid[row] = words[at + WORD.tgid] as number;
  columns.startedAt[row] = u64(words, at + WORD.startedAt);
  columns.read[row] = u64(words, at + WORD.read);
  columns.write[row] = u64(words, at + WORD.write);
  columns.cancelledWrite[row] = u64(words, at + WORD.cancelledWrite);
  columns.readChars[row] = u64(words, at + WORD.readChars);
  columns.writeChars[row] = u64(words, at + WORD.writeChars);
  columns.readCalls[row] = u64(words, at + WORD.readCalls);
  columns.writeCalls[row] = u64(words, at + WORD.writeCalls);
  columns.swapWait[row] = u64(words, at + WORD.swapWait);
  columns.runtime[row] = u64(words, at + WORD.runtime);
  columns.cgroup[row] = u64(words, at + WORD.cgroup);
  const uid = words[at + WORD.uid] as number;
  columns.uid[row] = uid === UNKNOWN ? Number.NaN : uid;
  columns.ioPriority[row] = words[at + WORD.ioPriority] as number; // all ones becomes -1
  const state = words[at + WORD.state] as number;
  const exitState = words[at + WORD.exitState] as number;
  columns.state[row] =
    state === UNKNOWN || exitState === UNKNOWN ? 0 : stateLetter(state, exitState);
  const { comm } = columns;
  const from = offset + RECORD.comm;
  const to = row * COMM_LENGTH;
  for (let i = 0; i < COMM_LENGTH; i++) comm[to + i] = bytes[from + i] as number;
};

/** All ones is unknown. */
const u64 = (words: Uint32Array, at: number): number => {
  const high = words[at + 1] as number;
  return high === UNKNOWN ? Number.NaN : high * U64_HIGH + (words[at] as number);
};

/** A balance of waits; all ones is unknown, and one nanosecond after boot no task waits. */
const i64 = (words: Uint32Array, at: number): number => {
  const high = words[at + 1] as number;
  const low = words[at] as number;
  if (high === UNKNOWN && low === UNKNOWN) return Number.NaN;
  return (high | 0) * U64_HIGH + low;
};
