/** Moves rows within a snapshot and between two: one loop a column, for the few tasks that ran among the many that slept. */
import { firstFrom } from '../../lib/binary-search.ts';
import {
  COLUMN_NAMES,
  COMM_LENGTH,
  reserve,
  type Snapshot,
  type SnapshotColumns,
  type SnapshotView,
  widthOf,
} from './snapshot.ts';

/** Rows of one snapshot, and the row each becomes in another: pairs, by index. */
export type RowPairs = { readonly from: number[]; readonly to: number[] };

export const noPairs = (): RowPairs => ({ from: [], to: [] });

/** The rows whose mark is this one, ascending; for a mark that few have. */
export const rowsMarked = (marks: Uint8Array, mark: 0 | 1): readonly number[] => {
  const rows: number[] = [];
  for (let row = marks.indexOf(mark); row >= 0; row = marks.indexOf(mark, row + 1)) rows.push(row);
  return rows;
};

/** Overwrites rows of `into`; it has room for them. */
export const copyRows = (into: Snapshot, source: SnapshotView, pairs: RowPairs): void => {
  if (pairs.to.length === 0) return;
  const from = source.columns as SnapshotColumns;
  for (const copy of COPIES) copy(into.columns, from, pairs);
};

/** Removes rows; the others keep their order. @param rows ascending */
export const removeRows = (of: Snapshot, rows: readonly number[]): void => {
  for (let i = 0; i < rows.length; i++) {
    const start = (rows[i] as number) + 1;
    moveRows(of.columns, start - i - 1, start, rows[i + 1] ?? of.count);
  }
  of.count -= rows.length;
};

/** Inserts rows of `source`, of tasks that `into` lacks, so that it stays sorted by tid. @param rows ascending */
export const insertRows = (into: Snapshot, source: SnapshotView, rows: ArrayLike<number>): void => {
  if (rows.length === 0) return;
  reserve(into, into.count + rows.length);
  const pairs = noPairs();
  let end = into.count;
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i] as number;
    const place = firstFrom(into.columns.tid, source.columns.tid[row] as number, end);
    moveRows(into.columns, place + i + 1, place, end);
    pairs.from.push(row);
    pairs.to.push(place + i);
    end = place;
  }
  into.count += rows.length;
  copyRows(into, source, pairs);
};

const moveRows = (columns: SnapshotColumns, to: number, start: number, end: number): void => {
  if (start >= end || to === start) return;
  for (const name of COLUMN_NAMES) {
    const width = widthOf(name);
    columns[name].copyWithin(to * width, start * width, end * width);
  }
};

const copyFloats = (to: Float64Array, from: Float64Array, pairs: RowPairs): void => {
  for (let i = 0; i < pairs.to.length; i++)
    to[pairs.to[i] as number] = from[pairs.from[i] as number] as number;
};

const copyIntegers = (to: Int32Array, from: Int32Array, pairs: RowPairs): void => {
  for (let i = 0; i < pairs.to.length; i++)
    to[pairs.to[i] as number] = from[pairs.from[i] as number] as number;
};

const copyBytes = (to: Uint8Array, from: Uint8Array, pairs: RowPairs): void => {
  for (let i = 0; i < pairs.to.length; i++)
    to[pairs.to[i] as number] = from[pairs.from[i] as number] as number;
};

const copyComms = (to: Uint8Array, from: Uint8Array, pairs: RowPairs): void => {
  for (let i = 0; i < pairs.to.length; i++) {
    const [row, source] = [pairs.to[i] as number, pairs.from[i] as number];
    for (let byte = 0; byte < COMM_LENGTH; byte++)
      to[row * COMM_LENGTH + byte] = from[source * COMM_LENGTH + byte] as number;
  }
};

type Copy = (to: SnapshotColumns, from: SnapshotColumns, pairs: RowPairs) => void;

/** A loop for each kind of column: one for all kinds takes V8 several times as long. */
const copyOfColumn = (name: keyof SnapshotColumns): Copy => {
  switch (name) {
    case 'comm':
      return (to, from, pairs) => copyComms(to.comm, from.comm, pairs);
    case 'kernelThread':
    case 'state':
      return (to, from, pairs) => copyBytes(to[name], from[name], pairs);
    case 'tid':
    case 'tgid':
    case 'ppid':
    case 'ioPriority':
      return (to, from, pairs) => copyIntegers(to[name], from[name], pairs);
    default:
      return (to, from, pairs) => copyFloats(to[name], from[name], pairs);
  }
};

const COPIES: readonly Copy[] = COLUMN_NAMES.map(copyOfColumn);
