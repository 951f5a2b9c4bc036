/** Rows under rows, in the view's order: threads under their process, and what a fold adds up under it while it is open. */
import type { TaskKey } from '../../sample/sample.ts';
import { addInto, type MutableIncrease } from '../totals/increase.ts';
import { isFold } from '../units/unit.ts';
import { processKeyOf, processOf } from './processes.ts';
import { keyOfRow, type Row } from './row.ts';
import { sortRows } from './sort.ts';
import type { Report } from './view.ts';

/** Where a row hangs. `single`: a process of one thread, or a row of a flat list. `open`, `closed`: a row that adds up several. */
type Place = 'single' | 'process' | 'open' | 'closed' | 'child' | 'last-child';

export type PlacedRow = {
  readonly row: Row;
  readonly place: Place;
  /** How far it is indented; absent: not at all. */
  readonly depth?: number;
};

/** Tells rows apart: a process and its first thread have the same key. */
export type RowId = string & { readonly [brand]: 'row' };

declare const brand: unique symbol;

export const idOf = ({ row, place }: PlacedRow): RowId =>
  (place === 'process' ? `process ${keyOfRow(row)}` : keyOfRow(row)) as string as RowId;

/** Of the row's task, of a process its first. */
export const keyOfId = (id: RowId): TaskKey => id.replace('process ', '') as string as TaskKey;

/** @param report of threads, sorted */
export const treeOf = (report: Report): readonly PlacedRow[] => {
  const groups = new Map<TaskKey, Row[]>();
  for (const row of report.rows) {
    const key = isFold(row.entry) ? keyOfRow(row) : processKeyOf(row.entry);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const threadsOf = new Map<Row, readonly Row[]>();
  for (const threads of groups.values()) threadsOf.set(processRow(threads), threads);
  const { sort, context } = report.view;
  const { smoothed } = context;
  const ofThreads = (process: Row): number =>
    (threadsOf.get(process) ?? []).reduce((sum, row) => sum + (smoothed?.(row) ?? 0), 0);
  const ofProcesses = smoothed === undefined ? context : { ...context, smoothed: ofThreads };
  const processes = sortRows([...threadsOf.keys()], sort, ofProcesses);
  return processes.flatMap((process) => family(process, threadsOf.get(process) ?? []));
};

/** The rows one below the other, those that are open followed by what they add up. @param report sorted */
export const flat = (
  { rows, view }: Pick<Report, 'rows' | 'view'>,
  opened: ReadonlySet<TaskKey> = new Set(),
): readonly PlacedRow[] =>
  rows.flatMap((row) => {
    const { fold } = row;
    if (fold === undefined || fold.members.length === 0 || !isFold(row.entry))
      return placed(row, 'single');
    if (!opened.has(fold.key)) return placed(row, 'closed');
    const members = sortRows(fold.members, view.sort, view.context);
    return [placed(row, 'open'), ...children(members).map((child) => ({ ...child, depth: 1 }))];
  });

const placed = (row: Row, place: Place): PlacedRow => ({ row, place });

const family = (process: Row, threads: readonly Row[]): readonly PlacedRow[] => {
  const only = threads.length === 1 ? threads[0] : undefined;
  if (only !== undefined) return [placed(only, 'single')];
  return [placed(process, 'process'), ...children(threads)];
};

const children = (rows: readonly Row[]): readonly PlacedRow[] =>
  rows.map((row, index) => placed(row, index === rows.length - 1 ? 'last-child' : 'child'));

/** @param threads at least one */
const processRow = (threads: readonly Row[]): Row => {
  const first = threads[0] as Row;
  if (threads.length === 1) return first;
  const amounts: MutableIncrease = {};
  let elapsed = first.elapsed;
  for (const row of threads) {
    addInto(amounts, row.amounts);
    if (row.elapsed > elapsed) elapsed = row.elapsed;
  }
  const entry = processOf(threads.map((row) => row.entry));
  return { ...first, entry, amounts, elapsed };
};
