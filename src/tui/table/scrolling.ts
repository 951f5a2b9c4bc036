/** Moving through the rows: by key, by wheel, by click. Rows that were not made yet are made on the way. */
import type { TuiState } from '../core/state.ts';
import { broughtIntoView, clamp, deselected, isPinned, lastTop, withSelected } from './cursor.ts';
import { layoutOf } from './layout.ts';
import { withRowsDownTo } from './rows.ts';

/** Selects the row `by` rows further. With none selected the first step goes to the first row in view. */
export const moveSelection = (state: TuiState, by: number): TuiState =>
  selectRow(state, whereFrom(state, by) + by);

/** A pinned row is left for the rows that stand beside its line, the one it hides among them. */
const whereFrom = (state: TuiState, by: number): number => {
  if (state.selected === undefined) return state.top - Math.sign(by);
  if (!isPinned(state)) return state.at;
  const pinnedAt = state.top + layoutOf(state).bodyRows - 1;
  return by > 0 ? pinnedAt - 1 : pinnedAt;
};

export const selectRow = (before: TuiState, index: number): TuiState => {
  const state = withRowsDownTo(before, index + layoutOf(before).bodyRows);
  const at = clamp(index, 0, state.rows.length - 1);
  return state.rows[at] === undefined
    ? deselected(state)
    : broughtIntoView(withSelected(state, at));
};

/** Moves the view; a selected row that is not in it then is let go. */
export const scrollBy = (before: TuiState, by: number): TuiState => {
  const state = withRowsDownTo(before, before.top + by + layoutOf(before).bodyRows);
  const scrolled = { ...state, top: clamp(state.top + by, 0, lastTop(state)) };
  return isPinned(scrolled) ? deselected(scrolled) : scrolled;
};
