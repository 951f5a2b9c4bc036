/** Which columns fit, and how wide each is. The table is drawn by it, clicks on titles are found by it. */
import type { Column, ColumnKind } from '../../model/column.ts';
import { type ColumnId, columnOf } from '../../model/columns.ts';
import { shownColumns } from '../core/settings.ts';
import type { TuiState } from '../core/state.ts';
import { isMissing } from './rows.ts';

export type PlacedColumn = {
  readonly id: ColumnId;
  readonly column: Column;
  /** First cell, from 0. */
  readonly left: number;
  readonly width: number;
};

export type ColumnLayout = {
  readonly columns: readonly PlacedColumn[];
  /** `narrow`: amounts with fewer digits and short titles. */
  readonly figures: 'wide' | 'narrow';
};

const NARROW_BELOW = 64;
const LEAST_COMMAND = 8;
const WIDEST_GRAPH = 30;
const LEAST_GRAPH = 5;

/** What goes first when there is no room. The column sorted by stays, and what is not in the list. */
const FIRST_TO_GO: readonly ColumnId[] = [
  'swapin',
  'priority',
  'user',
  'cgroup',
  'age',
  'waiting',
  'state',
  'read-calls',
  'write-calls',
  'cancelled',
  'share',
  'moved',
  'vfs-read',
  'vfs-write',
  'tid',
];

export const columnLayoutOf = (state: TuiState): ColumnLayout => {
  const figures = state.size.columns < NARROW_BELOW ? 'narrow' : 'wide';
  const widthOf = (id: ColumnId): number => fixedWidth(columnOf(id), figures, state);
  const shown = fitting(state, widthOf);
  const fixed = shown.filter(isFixed).reduce((sum, id) => sum + widthOf(id) + 1, 0);
  const rest = state.size.columns - fixed;
  const graph = shown.includes('graph') ? graphWidth(rest, shown.includes('command')) : 0;
  const command = Math.max(0, rest - (graph > 0 ? graph + 1 : 0));
  let left = 0;
  const columns: PlacedColumn[] = [];
  for (const id of shown) {
    const width = id === 'graph' ? graph : id === 'command' ? command : widthOf(id);
    if (width === 0) continue;
    columns.push({ id, column: columnOf(id), left, width });
    left += width + 1;
  }
  return { columns, figures };
};

const isFixed = (id: ColumnId): boolean => id !== 'graph' && id !== 'command';

/** The columns chosen, less what must go so that a command stays readable. */
const fitting = (state: TuiState, widthOf: (id: ColumnId) => number): readonly ColumnId[] => {
  let shown = shownColumns(state.settings).filter((id) => id !== 'swapin' || knowsSwapin(state));
  const excess = (): number =>
    shown.filter(isFixed).reduce((sum, id) => sum + widthOf(id) + 1, LEAST_COMMAND) -
    state.size.columns;
  for (const id of FIRST_TO_GO) {
    if (excess() <= 0) break;
    if (id !== state.settings.sortColumn) shown = shown.filter((other) => other !== id);
  }
  return shown;
};

/** A column of dashes only takes room; the line about what is not visible says why. */
const knowsSwapin = (state: TuiState): boolean =>
  !isMissing(state, 'swap-wait') || state.settings.sortColumn === 'swapin';

/** A quarter of what is left, as long as the command keeps half of it; nothing when that is too little to see. */
const graphWidth = (rest: number, hasCommand: boolean): number => {
  const width = Math.min(WIDEST_GRAPH, hasCommand ? Math.floor(rest / 4) : rest);
  if (width >= LEAST_GRAPH) return width;
  return rest >= LEAST_GRAPH + 1 + LEAST_COMMAND + 4 ? LEAST_GRAPH : 0;
};

const fixedWidth = ({ kind, id }: Column, figures: 'wide' | 'narrow', state: TuiState): number => {
  if (kind === 'id') return state.idWidth;
  if (id === 'user') return 9;
  if (id === 'cgroup') return 24;
  if (id === 'state') return 5;
  return (figures === 'wide' ? WIDE : NARROW)[kind];
};

const WIDE: Readonly<Record<ColumnKind, number>> = {
  id: 7,
  text: 10,
  priority: 4,
  amount: 11,
  share: 7,
  count: 7,
  duration: 8,
  graph: 0,
};

const NARROW: Readonly<Record<ColumnKind, number>> = { ...WIDE, amount: 8, share: 5 };
