/** Orders rows by any column; ties are broken by what people look for, then by id, so that equal rows never jump. */
import type { Column, ColumnContext, Direction, Value } from '../column.ts';
import type { Row } from './row.ts';

export type SortOrder = {
  readonly column: Column;
  readonly direction: Direction;
  /**
   * What decides before the id where nothing else does: the kernel's own threads come last; or tasks of which nothing may be read do, and
   * before them those threads. Absent: nothing.
   */
  readonly equals?: 'kernel-threads-last' | 'unreadable-last';
};

export const sortRows = (
  rows: readonly Row[],
  order: SortOrder,
  context: ColumnContext,
): readonly Row[] => {
  const compare = comparison(rows.length, (index) => rows[index] as Row, order, context);
  return rows
    .map((_, index) => index)
    .sort((a, b) => compare(a, b) || compareTasks(rows[a] as Row, rows[b] as Row))
    .map((index) => rows[index] as Row);
};

/** Compares rows by their indexes. @param rowAt is asked once for each, and what it gave is not kept */
export const comparison = (
  count: number,
  rowAt: (index: number) => Row,
  { column, direction, equals }: SortOrder,
  context: ColumnContext,
): ((a: number, b: number) => number) => {
  const sign = direction === 'ascending' ? 1 : -1;
  const { value, order = value, ranks = [] } = column;
  // Side by side rather than an object a row: of lists of all tasks they would be thousands.
  const values: Value[] = [];
  const ranked = ranks.map(() => new Float64Array(count));
  const late = new Uint8Array(equals === undefined ? 0 : count);
  for (let index = 0; index < count; index++) {
    const row = rowAt(index);
    values.push(order(row, context));
    ranked.forEach((figures, at) => {
      figures[index] = (ranks[at] as (typeof ranks)[number])(row, context);
    });
    if (row.entry.kernelThread) late[index] = 1;
    if (equals === 'unreadable-last' && isUnreadable(row)) late[index] = 2;
  }
  return (a, b) => {
    const first = compareValues(values[a], values[b], sign);
    if (first !== 0) return first;
    for (const figures of ranked) {
      const next = (figures[a] as number) - (figures[b] as number);
      if (next !== 0) return sign * next;
    }
    return equals === undefined ? 0 : (late[a] as number) - (late[b] as number);
  };
};

const isUnreadable = ({ entry: { read, write } }: Row): boolean =>
  read === undefined && write === undefined;

/** The indexes of the first `most` of `count`, in order; those that compare alike by index. */
export const firstInOrder = (
  count: number,
  most: number,
  compare: (a: number, b: number) => number,
): readonly number[] => {
  const first: number[] = [];
  for (let index = 0; index < count; index++) {
    if (first.length === most && compare(index, first[most - 1] as number) >= 0) continue;
    let [low, high] = [0, first.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(index, first[middle] as number) < 0) high = middle;
      else low = middle + 1;
    }
    first.splice(low, 0, index);
    if (first.length > most) first.pop();
  }
  return first;
};

const compareTasks = (a: Row, b: Row): number =>
  firstIdOf(a) - firstIdOf(b) || a.entry.startedAt - b.entry.startedAt;

const firstIdOf = ({ entry, fold }: Row): number => fold?.first ?? entry.tid;

/** Between numbers an unknown stands with nothing, where rank decides; between texts it comes last. */
const compareValues = (a: Value, b: Value, sign: number): number => {
  if (a === b) return 0;
  if (typeof a === 'string' || typeof b === 'string') {
    if (a === undefined) return 1;
    if (b === undefined) return -1;
    return sign * (String(a) < String(b) ? -1 : 1);
  }
  return sign * ((a ?? 0) - (b ?? 0));
};
