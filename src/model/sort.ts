/** Orders rows by any column; ties are broken by what people look for, then by id, so that equal rows never jump. */
import type { Column, ColumnContext, Direction, Value } from './columns.ts';
import type { Row } from './row.ts';

export type SortOrder = { readonly column: Column; readonly direction: Direction };

export const sortRows = (
  rows: readonly Row[],
  order: SortOrder,
  context: ColumnContext,
): readonly Row[] => {
  const sign = order.direction === 'ascending' ? 1 : -1;
  const { value, rank } = order.column;
  const keyed = rows.map((row) => ({ row, value: value(row, context), rank: rank?.(row) ?? 0 }));
  keyed.sort(
    (a, b) =>
      compareValues(a.value, b.value, sign) ||
      sign * (a.rank - b.rank) ||
      a.row.entry.tid - b.row.entry.tid ||
      a.row.entry.startedAt - b.row.entry.startedAt,
  );
  return keyed.map(({ row }) => row);
};

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
