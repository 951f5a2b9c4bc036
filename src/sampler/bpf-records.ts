/**
 * Moves task records from the kernel's bytes into a snapshot's columns, and rows of the last snapshot where the kernel says that nothing
 * changed. The hot path: no object is made per task, no check but at the ends. It goes field by field over one read's records, which lie in the
 * cache by then: that takes half the time of going record by record, since each loop knows its one column.
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

/** Where the rows to append are. */
export type Rows = {
  readonly words: Uint32Array;
  /** For each row the word its record begins with, or, where nothing changed, ~ its row of `unchanged`. */
  readonly places: Int32Array;
  readonly count: number;
  /** The last snapshot's. */
  readonly unchanged: TaskColumns;
};

/**
 * Appends rows of living tasks.
 * @param after boot clock, ns: a moment not later than the kernel wrote the first of them
 * @param before boot clock, ns: a moment not earlier than it wrote the last
 */
export const appendLiving = (
  into: Snapshot,
  rows: Rows,
  { after, before }: { readonly after: number; readonly before: number },
): void => {
  const added = addRows(into, rows);
  const { columns } = into;
  copyWaits(columns, added, after);
  columns.readAfter.fill(after, added.first, added.end);
  columns.readBefore.fill(before, added.first, added.end);
};

/** Appends the first `count` records, of tasks that ended; at most MOST_ENDED of them. */
export const appendEnded = (into: Snapshot, { words }: RecordBuffer, count: number): void => {
  const unchanged = into.columns; // of which there are none
  const added = addRows(into, { words, places: ONE_BEHIND_THE_OTHER, count, unchanged });
  const { columns } = into;
  copyLastWaits(columns, added);
  columns.waitingSince.fill(Number.NaN, added.first, added.end);
};

/** Ended tasks appended at once. */
export const MOST_ENDED = 1024;

const ONE_BEHIND_THE_OTHER = Int32Array.from(
  { length: MOST_ENDED },
  (_, row) => (row * RECORD_LENGTH) / 4,
);

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

/** Rows and where they come to stand. */
type Added = Rows & { readonly first: number; readonly end: number };

/** Appends the rows and fills all but the waits and the bounds. */
const addRows = (into: Snapshot, rows: Rows): Added => {
  const first = into.count;
  const added = { ...rows, first, end: first + rows.count };
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
    copyU64(columns[name], added.unchanged[name], added, WORD[name]);
  }),
  ({ tid }, added) => copyWord(tid, added.unchanged.tid, added, WORD.tid),
  ({ tgid }, added) => copyWord(tgid, added.unchanged.tgid, added, WORD.tgid),
  // All ones becomes -1.
  ({ ioPriority }, added) =>
    copyWord(ioPriority, added.unchanged.ioPriority, added, WORD.ioPriority),
  ({ uid }, added) => copyUid(uid, added),
  ({ state }, added) => copyState(state, added),
  ({ kernelThread }, added) => copyKernelThread(kernelThread, added),
  ({ comm }, added) => copyComm(comm, added),
];

const copyU64 = (
  column: Float64Array,
  last: Float64Array,
  { words, places, first, end }: Added,
  word: number,
): void => {
  for (let row = first; row < end; row++) {
    const at = places[row - first] as number;
    column[row] = at >= 0 ? u64(words, at + word) : (last[~at] as number);
  }
};

const copyWord = (
  column: Int32Array,
  last: Int32Array,
  { words, places, first, end }: Added,
  word: number,
): void => {
  for (let row = first; row < end; row++) {
    const at = places[row - first] as number;
    column[row] = (at >= 0 ? words[at + word] : last[~at]) as number;
  }
};

const copyUid = (column: Float64Array, { words, places, first, end, unchanged }: Added): void => {
  const last = unchanged.uid;
  for (let row = first; row < end; row++) {
    const at = places[row - first] as number;
    const uid = (at >= 0 ? words[at + WORD.uid] : last[~at]) as number;
    column[row] = uid === UNKNOWN ? Number.NaN : uid;
  }
};

const copyState = (column: Uint8Array, { words, places, first, end, unchanged }: Added): void => {
  const last = unchanged.state;
  for (let row = first; row < end; row++) {
    const at = places[row - first] as number;
    column[row] = at >= 0 ? letterAt(words, at) : (last[~at] as number);
  }
};

const letterAt = (words: Uint32Array, at: number): number => {
  const state = words[at + WORD.state] as number;
  const exitState = words[at + WORD.exitState] as number;
  return state === UNKNOWN || exitState === UNKNOWN ? 0 : stateLetter(state, exitState);
};

const copyKernelThread = (
  column: Uint8Array,
  { words, places, first, end, unchanged }: Added,
): void => {
  const last = unchanged.kernelThread;
  for (let row = first; row < end; row++) {
    const at = places[row - first] as number;
    column[row] =
      at >= 0 ? isKernelThread(words[at + WORD.flags] as number) : (last[~at] as number);
  }
};

const isKernelThread = (flags: number): 0 | 1 =>
  flags === UNKNOWN || (flags & KERNEL_THREAD) === 0 ? 0 : 1;

/** Four words a name: byte by byte takes four times as long. */
const copyComm = (column: Uint8Array, { words, places, first, end, unchanged }: Added): void => {
  const names = wordsOf(column);
  const last = wordsOf(unchanged.comm);
  for (let row = first; row < end; row++) {
    const at = places[row - first] as number;
    const from = at >= 0 ? words : last;
    const word = at >= 0 ? at + WORD.comm : ~at * COMM_WORDS;
    const to = row * COMM_WORDS;
    names[to] = from[word] as number;
    names[to + 1] = from[word + 1] as number;
    names[to + 2] = from[word + 2] as number;
    names[to + 3] = from[word + 3] as number;
  }
};

const COMM_WORDS = COMM_LENGTH / 4;

const wordsOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint32Array =>
  new Uint32Array(buffer, byteOffset, byteLength / 4);

/**
 * A wait that goes on is taken at `after`, the least that is certain: it never has to be taken back. Where nothing changed none went on.
 */
const copyWaits = (
  { ioWait, waitingSince }: TaskColumns,
  { words, places, first, end, unchanged }: Added,
  after: number,
): void => {
  const last = unchanged.ioWait;
  for (let row = first; row < end; row++) {
    const at = places[row - first] as number;
    const waited = at >= 0 ? i64(words, at + WORD.waited) : (last[~at] as number);
    const since = waited < 0 ? u64(words, at + WORD.moment) : Number.NaN;
    ioWait[row] = waited < 0 ? waited + Math.max(since, after) : waited;
    waitingSince[row] = since;
  }
};

const copyLastWaits = (
  { ioWait, readAfter, readBefore }: TaskColumns,
  { words, places, first, end }: Added,
): void => {
  for (let row = first; row < end; row++) {
    const at = places[row - first] as number;
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
