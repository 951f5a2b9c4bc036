/**
 * Moves task records from the kernel's bytes into a snapshot's columns. The hot path: no object is made per task, no check but at the
 * ends. It goes field by field over one read's records, which lie in the cache by then: that takes half the time of going record by
 * record, since each loop knows its one column.
 *
 * Layout: kernel/abi/bpf-program/task-record.ts.
 */
import {
  KERNEL_THREAD,
  RECORD,
  RECORD_LENGTH,
  type RecordField,
} from '../kernel/abi/bpf-program/task-record.ts';
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
  { words }: RecordBuffer,
  count: number,
  { after, before }: { readonly after: number; readonly before: number },
): void => {
  const added = addRows(into, words, count);
  const { columns } = into;
  copyWaits(columns, added, after);
  columns.readAfter.fill(after, added.first, added.end);
  columns.readBefore.fill(before, added.first, added.end);
};

/** Appends the first `count` records, of tasks that ended. */
export const appendEnded = (into: Snapshot, { words }: RecordBuffer, count: number): void => {
  const added = addRows(into, words, count);
  const { columns } = into;
  copyLastWaits(columns, added);
  columns.waitingSince.fill(Number.NaN, added.first, added.end);
};

const RECORD_WORDS = RECORD_LENGTH / 4;
/** RECORD in words. */
const WORD = Object.fromEntries(
  Object.entries(RECORD).map(([field, offset]) => [field, offset / 4]),
) as Readonly<Record<RecordField, number>>;

const UNKNOWN = 0xffffffff;

/** Columns that are a record's u64 of the same name. */
const PLAIN_COLUMNS = [
  'startedAt',
  'read',
  'write',
  'cancelledWrite',
  'readChars',
  'writeChars',
  'readCalls',
  'writeCalls',
  'swapWait',
  'runtime',
  'cgroup',
] as const satisfies readonly (RecordField & keyof TaskColumns)[];

/** Records, from the first word on, and the rows they become. */
type Added = { readonly words: Uint32Array; readonly first: number; readonly end: number };

/** Appends `count` rows and fills all but the waits and the bounds. */
const addRows = (into: Snapshot, words: Uint32Array, count: number): Added => {
  const first = into.count;
  const added = { words, first, end: first + count };
  reserve(into, added.end);
  into.count = added.end;
  for (const copy of COPIES) copy(into.columns, added);
  return added;
};

/**
 * A loop a column. Called through a table, so that the just-in-time compiler takes each by itself, which it does in a millisecond or two:
 * put together by it into one function, they took it 20 ms, and again whenever a type it had counted on turned out otherwise.
 */
const COPIES: readonly ((columns: TaskColumns, added: Added) => void)[] = [
  ...PLAIN_COLUMNS.map((name) => (columns: TaskColumns, added: Added) => {
    copyU64(columns[name], added, WORD[name]);
  }),
  ({ tid }, added) => copyWord(tid, added, WORD.tid),
  ({ tgid }, added) => copyWord(tgid, added, WORD.tgid),
  // All ones becomes -1.
  ({ ioPriority }, added) => copyWord(ioPriority, added, WORD.ioPriority),
  ({ uid }, added) => copyUid(uid, added),
  ({ state }, added) => copyState(state, added),
  ({ kernelThread }, added) => copyKernelThread(kernelThread, added),
  ({ comm }, added) => copyComm(comm, added),
];

const copyU64 = (column: Float64Array, { words, first, end }: Added, word: number): void => {
  for (let row = first, at = word; row < end; row++, at += RECORD_WORDS) {
    column[row] = u64(words, at);
  }
};

const copyWord = (column: Int32Array, { words, first, end }: Added, word: number): void => {
  for (let row = first, at = word; row < end; row++, at += RECORD_WORDS) {
    column[row] = words[at] as number;
  }
};

const copyUid = (column: Float64Array, { words, first, end }: Added): void => {
  for (let row = first, at = WORD.uid; row < end; row++, at += RECORD_WORDS) {
    const uid = words[at] as number;
    column[row] = uid === UNKNOWN ? Number.NaN : uid;
  }
};

const copyState = (column: Uint8Array, { words, first, end }: Added): void => {
  for (let row = first, at = 0; row < end; row++, at += RECORD_WORDS) {
    const state = words[at + WORD.state] as number;
    const exitState = words[at + WORD.exitState] as number;
    column[row] = state === UNKNOWN || exitState === UNKNOWN ? 0 : stateLetter(state, exitState);
  }
};

const copyKernelThread = (column: Uint8Array, { words, first, end }: Added): void => {
  for (let row = first, at = WORD.flags; row < end; row++, at += RECORD_WORDS) {
    const flags = words[at] as number;
    column[row] = flags === UNKNOWN || (flags & KERNEL_THREAD) === 0 ? 0 : 1;
  }
};

/** Four words a name: byte by byte takes four times as long. */
const copyComm = (column: Uint8Array, { words, first, end }: Added): void => {
  const names = new Uint32Array(column.buffer, column.byteOffset, column.byteLength / 4);
  let to = (first * COMM_LENGTH) / 4;
  for (let row = first, at = WORD.comm; row < end; row++, at += RECORD_WORDS, to += 4) {
    names[to] = words[at] as number;
    names[to + 1] = words[at + 1] as number;
    names[to + 2] = words[at + 2] as number;
    names[to + 3] = words[at + 3] as number;
  }
};

/** A wait that goes on is taken at `after`, the least that is certain: it never has to be taken back. */
const copyWaits = (
  { ioWait, waitingSince }: TaskColumns,
  { words, first, end }: Added,
  after: number,
): void => {
  for (let row = first, at = 0; row < end; row++, at += RECORD_WORDS) {
    const waited = i64(words, at + WORD.waited);
    const since = u64(words, at + WORD.moment);
    ioWait[row] = waited < 0 ? waited + Math.max(since, after) : waited;
    waitingSince[row] = waited < 0 ? since : Number.NaN;
  }
};

const copyLastWaits = (
  { ioWait, readAfter, readBefore }: TaskColumns,
  { words, first, end }: Added,
): void => {
  for (let row = first, at = 0; row < end; row++, at += RECORD_WORDS) {
    const waited = i64(words, at + WORD.waited);
    ioWait[row] = waited < 0 ? Number.NaN : waited;
    const ended = u64(words, at + WORD.moment);
    readAfter[row] = ended;
    readBefore[row] = ended;
  }
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
