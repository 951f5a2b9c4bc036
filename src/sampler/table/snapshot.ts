/**
 * All tasks' counters at one instant, as columns of typed arrays sorted by tid.
 *
 * Stays inside the sampler. They are filled again and again, and a pass allocates only when there are more tasks than ever before. In the columns
 * NaN is "unknown": it survives subtraction, and becomes an absent field in the sample.
 */
import { COUNTER_FIELDS } from '../../sample/fields.ts';
import { COMM_LENGTH, type Counter, type TaskColumns } from '../../sample/sample.ts';

export { COMM_LENGTH, type Counter };

/** Columns that only ever rise while the task lives; bytes, counts or nanoseconds. */
export const COUNTERS = COUNTER_FIELDS;

/** What a sample's tables have, and what only a difference needs. Rows at and beyond `count` are leftovers. */
export type SnapshotColumns = TaskColumns & {
  /** Where the kernel keeps the task: what remains its own when exec by a thread hands tid and start on. NaN: unknown. */
  readonly address: Float64Array;
  /** ns: `startedAt` was reckoned from a moment known this well. */
  readonly startWithin: Float64Array;
  /** Boot clock, ns: just before the kernel filled the row in; the task lived between this and `readBefore`. */
  readonly readAfter: Float64Array;
  /** Boot clock, ns: start of an I/O wait that is not over; NaN: none or unknown. */
  readonly waitingSince: Float64Array;
};

export type Snapshot = {
  columns: SnapshotColumns;
  count: number;
  /** Boot clock, ns: when the pass began and ended. NaN: no pass was made. */
  startedAt: number;
  endedAt: number;
};

/** A column that is only read. */
type ColumnView = ArrayLike<number> & {
  subarray(start: number, end: number): ArrayLike<number>;
};
type ColumnsView = { readonly [Name in keyof SnapshotColumns]: ColumnView };

/** A snapshot that is only read, its columns included: who gets this cannot change it. */
export type SnapshotView = {
  readonly columns: ColumnsView;
  readonly count: number;
  readonly startedAt: number;
  readonly endedAt: number;
};

/** Written out, so that all of them have one shape: built from lists they had several, and V8 compiled the hot loops for each. */
export const newColumns = (capacity: number): SnapshotColumns => ({
  read: new Float64Array(capacity),
  write: new Float64Array(capacity),
  cancelledWrite: new Float64Array(capacity),
  readChars: new Float64Array(capacity),
  writeChars: new Float64Array(capacity),
  readCalls: new Float64Array(capacity),
  writeCalls: new Float64Array(capacity),
  ioWait: new Float64Array(capacity),
  swapWait: new Float64Array(capacity),
  tid: new Int32Array(capacity),
  tgid: new Int32Array(capacity),
  startedAt: new Float64Array(capacity),
  address: new Float64Array(capacity),
  startWithin: new Float64Array(capacity),
  readAfter: new Float64Array(capacity),
  readBefore: new Float64Array(capacity),
  runtime: new Float64Array(capacity),
  waitingSince: new Float64Array(capacity),
  uid: new Float64Array(capacity),
  cgroup: new Float64Array(capacity),
  ioPriority: new Int32Array(capacity),
  kernelThread: new Uint8Array(capacity),
  state: new Uint8Array(capacity),
  comm: new Uint8Array(capacity * COMM_LENGTH),
});

export const newSnapshot = (capacity = 1024): Snapshot => ({
  columns: newColumns(capacity),
  count: 0,
  // Doubles from the start: a field that changes from small integers to doubles makes V8 deoptimise.
  startedAt: Number.NaN,
  endedAt: Number.NaN,
});

export const COLUMN_NAMES = Object.keys(newColumns(0)) as readonly (keyof SnapshotColumns)[];

/** Makes room for `rows` rows, keeping what is there. Grows by half, so that growing costs little. */
export const reserve = (snapshot: Snapshot, rows: number): void => {
  const capacity = snapshot.columns.tid.length;
  if (rows <= capacity) return;
  const grown = newColumns(Math.max(rows, Math.ceil(capacity * 1.5)));
  for (const name of COLUMN_NAMES) {
    grown[name].set(snapshot.columns[name]);
  }
  snapshot.columns = grown;
};

/** Forgets what an engine may not know of a task, before it fills in what it knows. Tid, start and times, which all know, are left as they are. */
export const clearRow = (columns: SnapshotColumns, row: number): void => {
  for (let i = 0; i < COUNTERS.length; i++) columns[COUNTERS[i] as Counter][row] = Number.NaN;
  columns.tgid[row] = 0;
  columns.startWithin[row] = 0;
  columns.address[row] = Number.NaN;
  columns.runtime[row] = Number.NaN;
  columns.waitingSince[row] = Number.NaN;
  columns.uid[row] = Number.NaN;
  columns.cgroup[row] = Number.NaN;
  columns.ioPriority[row] = -1;
  columns.kernelThread[row] = 0;
  columns.state[row] = 0;
  columns.comm.fill(0, row * COMM_LENGTH, (row + 1) * COMM_LENGTH);
};

/** Array elements a task takes in a column. */
export const widthOf = (name: keyof SnapshotColumns): number => (name === 'comm' ? COMM_LENGTH : 1);

/** Appends the rows of `from` to `into`. */
export const appendRows = (into: Snapshot, { columns, count }: SnapshotView): void => {
  if (count === 0) return;
  reserve(into, into.count + count);
  for (const name of COLUMN_NAMES) {
    const width = widthOf(name);
    into.columns[name].set(columns[name].subarray(0, count * width), into.count * width);
  }
  into.count += count;
};

/** The same rows in columns of their own. */
export const copyOf = (from: SnapshotView): Snapshot => {
  const copy = newSnapshot(from.count);
  appendRows(copy, from);
  return copy;
};

/** Says of every row that it was read in the pass. */
export const datePass = ({ columns, count, startedAt, endedAt }: Snapshot): void => {
  columns.readAfter.fill(startedAt, 0, count);
  columns.readBefore.fill(endedAt, 0, count);
};
