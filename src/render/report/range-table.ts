/**
 * The table of a report as lines for people. On a terminal it fits: columns that say least give way until the name, the last
 * one, has room, and a name that is longer is cut.
 */
import type { OthersTotal } from '../../model/range/range-report.ts';
import { tableLines } from '../text/table.ts';
import { cutToWidth, textWidth } from '../text/text-width.ts';
import { cellText, type RangeColumn } from './range-columns.ts';

type TableOptions = {
  /** The groups that are not shown, together. */
  readonly others?: OthersTotal | undefined;
  /** Cells of a line; absent: as many as it takes. */
  readonly room?: number | undefined;
};

export const rangeTable = <Row>(
  columns: readonly RangeColumn<Row>[],
  rows: readonly Row[],
  { others, room = Number.POSITIVE_INFINITY }: TableOptions,
): readonly string[] => {
  const filled = columns.map(
    (column): Filled => ({
      name: column.name,
      align: column.align,
      cells: [
        column.title,
        ...rows.map((row) => cellText(column, row)),
        ...(others === undefined ? [] : [column.ofOthers?.(others) ?? '']),
      ],
    }),
  );
  const shown = fitting(filled, room);
  const lines = (filled[0]?.cells ?? []).map((_, line) =>
    shown.map(({ cells }) => cells[line] ?? ''),
  );
  return tableLines(
    shown.map(({ align }) => align),
    lines,
  ).map((text) => (textWidth(text) > room ? cutToWidth(text, room) : text));
};

/** A column with its texts, from its title down. */
type Filled = Pick<RangeColumn, 'name' | 'align'> & { readonly cells: readonly string[] };

const fitting = (columns: readonly Filled[], room: number): readonly Filled[] => {
  let shown = columns;
  for (const name of GIVING_WAY) {
    if (roomOfName(shown, room) >= Math.min(NAME_WIDTH, widthOf(columns.at(-1)))) return shown;
    shown = shown.filter((column) => column.name !== name);
  }
  return shown;
};

/** Cells that the other columns leave to the last. */
const roomOfName = (columns: readonly Filled[], room: number): number =>
  columns.slice(0, -1).reduce((left, column) => left - widthOf(column) - GAP, room);

const widthOf = (column: Filled | undefined): number =>
  Math.max(0, ...(column?.cells ?? []).map(textWidth));

/** Blanks between columns. */
const GAP = 2;

/** Enough of a name to know who it is. */
const NAME_WIDTH = 20;

/** The names of columns, those that say least first. */
const GIVING_WAY: readonly string[] = [
  'swap_wait_ns',
  'cancelled_write_bytes',
  'ended',
  'first_seen_ms',
  'last_seen_ms',
  'peak_at_ms',
  'disk_read_bytes',
  'io_wait_ns',
  'peak_bytes_per_second',
  'disk_write_bytes',
  'user',
  'write_before_bytes_per_second',
  'read_before_bytes_per_second',
  'read_share',
  'write_share',
  'read_before_bytes_per_second',
  'write_before_bytes_per_second',
  'change_bytes_per_second',
  'pid',
  'read_bytes',
  'write_bytes',
  'read_bytes_per_second',
  'write_bytes_per_second',
];
