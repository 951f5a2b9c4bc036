/** Orders rows by any column; ties are broken by what people look for, then by id, so that equal rows never jump. */
import type { TaskEntry } from '../../sample/sample.ts';
import type { Column, ColumnContext, Direction, Value } from '../columns.ts';
import type { Row } from './row.ts';

export type SortOrder = { readonly column: Column; readonly direction: Direction };

export const sortRows = (
  rows: readonly Row[],
  order: SortOrder,
  context: ColumnContext,
): readonly Row[] => {
  const sign = order.direction === 'ascending' ? 1 : -1;
  const { value, rank } = order.column;
  // Side by side rather than an object a row: of lists of all tasks they would be thousands.
  const values = rows.map((row) => value(row, context));
  const ranks = rank === undefined ? undefined : Float64Array.from(rows, rank);
  const ranked = (a: number, b: number): number =>
    ranks === undefined ? 0 : (ranks[a] as number) - (ranks[b] as number);
  return rows
    .map((_, index) => index)
    .sort(
      (a, b) =>
        compareValues(values[a], values[b], sign) ||
        sign * ranked(a, b) ||
        compareTasks((rows[a] as Row).entry, (rows[b] as Row).entry),
    )
    .map((index) => rows[index] as Row);
};

const compareTasks = (a: TaskEntry, b: TaskEntry): number =>
  a.tid - b.tid || a.startedAt - b.startedAt;

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
