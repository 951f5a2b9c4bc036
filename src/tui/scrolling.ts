/** Moving through the rows: by key, by wheel, by click. Rows that were not made yet are made on the way. */

import { idOf } from '../model/tree.ts';
import { deselected, keptInView, lastTop } from './cursor.ts';
import { layoutOf } from './layout.ts';
import { withRowsDownTo } from './rows.ts';
import type { TuiState } from './state.ts';

/** Selects the row `by` rows further. With none selected the first step goes to the first row in view. */
export const moveSelection = (state: TuiState, by: number): TuiState => {
  const from = state.selected === undefined ? state.top - Math.sign(by) : state.at;
  return selectRow(state, from + by);
};

export const selectRow = (before: TuiState, index: number): TuiState => {
  const state = withRowsDownTo(before, index + layoutOf(before).bodyRows);
  const at = clamp(index, 0, state.rows.length - 1);
  const row = state.rows[at];
  return row === undefined ? deselected(state) : keptInView({ ...state, selected: idOf(row), at });
};

/** Moves the view; a selected row at its edge is let go, so that the wheel is never held back. */
export const scrollBy = (before: TuiState, by: number): TuiState => {
  const state = withRowsDownTo(before, before.top + by + layoutOf(before).bodyRows);
  const top = clamp(state.top + by, 0, lastTop(state));
  const visible = state.at >= top && state.at < top + layoutOf(state).bodyRows;
  return { ...(visible ? state : deselected(state)), top };
};

const clamp = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(most, value));
