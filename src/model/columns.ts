/**
 * The one table of columns: batch, screen, CSV, sort keys and help are printed from it.
 *
 * A value is raw (bytes, ns, ratio, text); `kind` says how a renderer shows it. undefined is unknown.
 */
import { waitRatio } from '../lib/units.ts';
import { type CommandStyle, commandText } from './command-text.ts';
import { netWrite } from './increase.ts';
import type { Row } from './row.ts';

/** `amount`: bytes, shown as rate, total or average by the view's measure. */
export type ColumnKind = 'id' | 'text' | 'priority' | 'amount' | 'share' | 'count';
export type Direction = 'ascending' | 'descending';
export type Value = number | string | undefined;

/** What values need besides the row. */
export type ColumnContext = { readonly commandStyle: CommandStyle };

export type Column = {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly kind: ColumnKind;
  readonly firstSort: Direction;
  readonly value: (row: Row, context: ColumnContext) => Value;
  /** What decides between two rows when `value` alone is not what people mean by "most". Higher is more. */
  readonly rank?: (row: Row) => number;
};

const moved = (row: Row): number => (row.amounts.read ?? 0) + (netWrite(row.amounts) ?? 0);

export const COLUMNS = [
  {
    id: 'tid',
    title: 'TID',
    help: 'Task id; with processes shown, process id',
    kind: 'id',
    firstSort: 'ascending',
    value: (row) => row.entry.tid,
  },
  {
    id: 'priority',
    title: 'PRIO',
    help: 'I/O class and level: rt/0 (most urgent) to rt/7, be/0 to be/7, idle',
    kind: 'priority',
    firstSort: 'ascending',
    value: (row) => row.entry.ioPriority,
  },
  {
    id: 'user',
    title: 'USER',
    help: 'Owner (real user id)',
    kind: 'text',
    firstSort: 'ascending',
    value: (row) =>
      row.entry.user ?? (row.entry.uid === undefined ? undefined : String(row.entry.uid)),
  },
  {
    id: 'read',
    title: 'DISK READ',
    help: 'Bytes the task made the storage layer fetch',
    kind: 'amount',
    firstSort: 'descending',
    value: (row) => row.amounts.read,
  },
  {
    id: 'vfs-read',
    title: 'VFS READ',
    help: 'Bytes through read calls: page cache, pipes and sockets included',
    kind: 'amount',
    firstSort: 'descending',
    value: (row) => row.amounts.readChars,
  },
  {
    id: 'write',
    title: 'DISK WRITE',
    help: 'Bytes the task meant for storage, less those cancelled before they were written',
    kind: 'amount',
    firstSort: 'descending',
    value: (row) => netWrite(row.amounts),
  },
  {
    id: 'vfs-write',
    title: 'VFS WRITE',
    help: 'Bytes through write calls: page cache, pipes and sockets included',
    kind: 'amount',
    firstSort: 'descending',
    value: (row) => row.amounts.writeChars,
  },
  {
    id: 'cancelled',
    title: 'CANCELLED',
    help: 'Written bytes that were deleted or truncated before they reached storage',
    kind: 'amount',
    firstSort: 'descending',
    value: (row) => row.amounts.cancelledWrite,
  },
  {
    id: 'swapin',
    title: 'SWAPIN',
    help: 'Share of the interval spent waiting for pages to be swapped in',
    kind: 'share',
    firstSort: 'descending',
    value: (row) =>
      row.entry.swapWait === undefined ? undefined : waitRatio(row.entry.swapWait, row.interval),
  },
  {
    id: 'io',
    title: 'IO',
    help: 'Share of the interval spent waiting for block I/O; of a process, its longest waiting thread',
    kind: 'share',
    firstSort: 'descending',
    value: (row) =>
      row.entry.ioWait === undefined ? undefined : waitRatio(row.entry.ioWait, row.interval),
    rank: moved,
  },
  {
    id: 'command',
    title: 'COMMAND',
    help: 'Command line, or comm; [name] for kernel threads',
    kind: 'text',
    firstSort: 'ascending',
    value: (row, context) => commandText(row.entry, context.commandStyle),
  },
] as const satisfies readonly Column[];

export type ColumnId = (typeof COLUMNS)[number]['id'];

/** @throws RangeError for an id that is not in the table, which the types rule out */
export const columnOf = (id: ColumnId): Column => {
  const column = (COLUMNS as readonly Column[]).find((candidate) => candidate.id === id);
  if (column === undefined) throw new RangeError(`no column ${id}`);
  return column;
};
