/**
 * Moves task records from the kernel's bytes into a snapshot's columns. The hot path: no object is made per task. One loop a field, over all
 * records of one read, which are in the cache: half the time of a loop over records.
 *
 * Layout: kernel/abi/bpf/programs/task-record.ts.
 */
import {
  RECORD,
  RECORD_LENGTH,
  type RecordField,
} from '../../kernel/abi/bpf/programs/task-record.ts';
import { PF_KTHREAD, stateLetter } from '../../kernel/abi/proc/task-stat.ts';
import { U64_HIGH } from '../../lib/byte-reader.ts';
import { COMM_LENGTH, reserve, type Snapshot, type SnapshotColumns } from '../table/snapshot.ts';

/** Bytes of records, seen twice: the kernel writes bytes, we read words. */
export type RecordBuffer = { readonly bytes: Uint8Array; readonly words: Uint32Array };

/** @param bytes a multiple of 4 long, at a multiple of 4 of its buffer */
export const recordBuffer = (bytes: Uint8Array): RecordBuffer => ({
  bytes,
  words: new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4),
});

/** Where the records of one read are: the word each begins with, and the row it becomes. */
export type Places = { readonly words: Int32Array; readonly rows: Int32Array };

export const roomForPlaces = (records: number): Places => ({
  words: new Int32Array(records),
  rows: new Int32Array(records),
});

/** Records of one read, in a snapshot that has the rows already. */
type Noted = {
  readonly words: Uint32Array;
  readonly places: Places;
  readonly count: number;
};

/**
 * Fills the rows of living tasks, all but their bounds.
 * @param after boot clock, ns: a moment not later than the kernel wrote the first of them
 */
export const fillLiving = ({ columns }: Snapshot, noted: Noted, after: number): void => {
  for (const copy of COPIES) copy(columns, noted);
  copyWaits(columns, noted, after);
};

/** Appends the first `count` records, of tasks that ended; `places` has room for them. */
export const appendEnded = (
  into: Snapshot,
  { words }: RecordBuffer,
  places: Places,
  count: number,
): void => {
  const first = into.count;
  const noted = { words, places, count };
  for (let i = 0; i < count; i++) {
    places.words[i] = i * RECORD_WORDS;
    places.rows[i] = first + i;
  }
  reserve(into, first + count);
  into.count = first + count;
  const { columns } = into;
  for (const copy of COPIES) copy(columns, noted);
  copyLastWaits(columns, noted);
  columns.waitingSince.fill(Number.NaN, first, into.count);
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
] as const satisfies readonly (RecordField & keyof SnapshotColumns)[];

/**
 * One loop a column, called through a table so that V8 compiles each by itself, in a millisecond or two. Inlined into one function they
 * took 20 ms to compile, and again after each deoptimisation.
 */
const COPIES: readonly ((columns: SnapshotColumns, noted: Noted) => void)[] = [
  ...PLAIN_COLUMNS.map((name) => (columns: SnapshotColumns, noted: Noted) => {
    copyU64(columns[name], noted, WORD[name]);
  }),
  ({ tid }, noted) => copyWord(tid, noted, WORD.tid),
  ({ tgid }, noted) => copyWord(tgid, noted, WORD.tgid),
  // All ones becomes -1.
  ({ ioPriority }, noted) => copyWord(ioPriority, noted, WORD.ioPriority),
  ({ uid }, noted) => copyUid(uid, noted),
  ({ state }, noted) => copyState(state, noted),
  ({ kernelThread }, noted) => copyKernelThread(kernelThread, noted),
  ({ comm }, noted) => copyComm(comm, noted),
  ({ address }, noted) => copyAddress(address, noted),
];

const copyU64 = (column: Float64Array, { words, places, count }: Noted, word: number): void => {
  for (let i = 0; i < count; i++) {
    column[places.rows[i] as number] = u64(words, (places.words[i] as number) + word);
  }
};

const copyWord = (column: Int32Array, { words, places, count }: Noted, word: number): void => {
  for (let i = 0; i < count; i++) {
    column[places.rows[i] as number] = words[(places.words[i] as number) + word] as number;
  }
};

const copyUid = (column: Float64Array, { words, places, count }: Noted): void => {
  for (let i = 0; i < count; i++) {
    const uid = words[(places.words[i] as number) + WORD.uid] as number;
    column[places.rows[i] as number] = uid === UNKNOWN ? Number.NaN : uid;
  }
};

const copyState = (column: Uint8Array, { words, places, count }: Noted): void => {
  for (let i = 0; i < count; i++) {
    const at = places.words[i] as number;
    const state = words[at + WORD.state] as number;
    const exitState = words[at + WORD.exitState] as number;
    const isKnown = state !== UNKNOWN && exitState !== UNKNOWN;
    column[places.rows[i] as number] = isKnown ? stateLetter(state, exitState) : 0;
  }
};

const copyKernelThread = (column: Uint8Array, { words, places, count }: Noted): void => {
  for (let i = 0; i < count; i++) {
    const flags = words[(places.words[i] as number) + WORD.flags] as number;
    const isOne = flags !== UNKNOWN && (flags & PF_KTHREAD) !== 0;
    column[places.rows[i] as number] = isOne ? 1 : 0;
  }
};

/** The upper 16 bits of the kernel's addresses are all alike, and a number holds 53. */
const copyAddress = (column: Float64Array, { words, places, count }: Noted): void => {
  for (let i = 0; i < count; i++) {
    const at = (places.words[i] as number) + WORD.address;
    const high = (words[at + 1] as number) & 0xffff;
    column[places.rows[i] as number] = high * U64_HIGH + (words[at] as number);
  }
};

/** Four words a name: byte by byte takes four times as long. */
const copyComm = (column: Uint8Array, { words, places, count }: Noted): void => {
  const names = new Uint32Array(column.buffer, column.byteOffset, column.byteLength / 4);
  for (let i = 0; i < count; i++) {
    const at = (places.words[i] as number) + WORD.comm;
    const to = ((places.rows[i] as number) * COMM_LENGTH) / 4;
    names[to] = words[at] as number;
    names[to + 1] = words[at + 1] as number;
    names[to + 2] = words[at + 2] as number;
    names[to + 3] = words[at + 3] as number;
  }
};

/** A wait that goes on counts up to `after`, which is certain: so the sum never falls. */
const copyWaits = (
  { ioWait, waitingSince }: SnapshotColumns,
  { words, places, count }: Noted,
  after: number,
): void => {
  for (let i = 0; i < count; i++) {
    const at = places.words[i] as number;
    const row = places.rows[i] as number;
    const waited = i64(words, at + WORD.waited);
    const since = u64(words, at + WORD.moment);
    ioWait[row] = waited < 0 ? waited + Math.max(since, after) : waited;
    waitingSince[row] = waited < 0 ? since : Number.NaN;
  }
};

const copyLastWaits = (
  { ioWait, readAfter, readBefore }: SnapshotColumns,
  { words, places, count }: Noted,
): void => {
  for (let i = 0; i < count; i++) {
    const at = places.words[i] as number;
    const row = places.rows[i] as number;
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
