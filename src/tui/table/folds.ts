/** Opening and closing a row that adds up several: what it adds up stands below it. */
import { idOf } from '../../model/view/tree.ts';
import type { TaskKey } from '../../sample/sample.ts';
import type { TuiState } from '../core/state.ts';
import { broughtIntoView } from './cursor.ts';
import { withRows } from './rows.ts';

/** @returns undefined where the selected row cannot be opened */
export const withFoldOpened = (state: TuiState): TuiState | undefined => {
  const placed = selectedRow(state);
  if (placed?.place !== 'closed' || placed.row.fold === undefined) return undefined;
  return withRows({ ...state, opened: new Set([...state.opened, placed.row.fold.key]) });
};

/** Closes the fold in which the selected row stands, and selects it. @returns undefined where it stands in none */
export const withFoldClosed = (state: TuiState): TuiState | undefined => {
  const placed = selectedRow(state);
  const isInside = ['open', 'child', 'last-child'].includes(placed?.place ?? '');
  if (!isInside) return undefined;
  const at = state.rows.findLastIndex(({ place }, index) => index <= state.at && place === 'open');
  const fold = state.rows[at];
  if (fold?.row.fold === undefined) return undefined;
  const opened = without(state.opened, fold.row.fold.key);
  return broughtIntoView(withRows({ ...state, opened, selected: idOf(fold), at }));
};

const selectedRow = ({ selected, rows, at }: TuiState): TuiState['rows'][number] | undefined =>
  selected === undefined ? undefined : rows[at];

const without = (keys: ReadonlySet<TaskKey>, key: TaskKey): ReadonlySet<TaskKey> =>
  new Set([...keys].filter((other) => other !== key));
