/** Which row is selected and which rows are in view. A selected task is followed where it goes. */
import { layoutOf } from './layout.ts';
import type { TuiState } from './state.ts';

/** Selects the row `by` rows further. With none selected the first step goes to the first row in view. */
export const moveSelection = (state: TuiState, by: number): TuiState => {
  const from = state.selected === undefined ? state.top - Math.sign(by) : state.at;
  return selectRow(state, from + by);
};

export const selectRow = (state: TuiState, index: number): TuiState => {
  const at = clamp(index, 0, state.rows.length - 1);
  const id = state.rows[at]?.id;
  return id === undefined ? deselected(state) : keptInView({ ...state, selected: id, at });
};

export const deselected = (state: TuiState): TuiState => {
  const { selected: _, ...rest } = state;
  return rest;
};

/** Moves the view; a selected row at its edge is let go, so that the wheel is never held back. */
export const scrollBy = (state: TuiState, by: number): TuiState => {
  const top = clamp(state.top + by, 0, lastTop(state));
  const visible = state.at >= top && state.at < top + layoutOf(state).bodyRows;
  return { ...(visible ? state : deselected(state)), top };
};

/** After rows or size changed: finds the selected task again and brings it into view. */
export const keptInView = (state: TuiState): TuiState => {
  const { bodyRows } = layoutOf(state);
  const at = whereSelected(state);
  const selected = state.selected === undefined ? undefined : state.rows[at]?.id;
  const wanted =
    selected === undefined ? state.top : clamp(state.top, at - bodyRows + 1, Math.max(0, at));
  const { selected: _, ...rest } = state;
  return {
    ...rest,
    ...(selected === undefined ? {} : { selected }),
    at,
    top: clamp(wanted, 0, lastTop(state)),
  };
};

/** The row of the selected task; when it has left, the row that took its place. */
const whereSelected = ({ selected, rows, at }: TuiState): number => {
  if (selected === undefined) return at;
  if (rows[at]?.id === selected) return at;
  const found = rows.findIndex(({ id }) => id === selected);
  return found >= 0 ? found : clamp(at, 0, rows.length - 1);
};

const lastTop = (state: TuiState): number =>
  Math.max(0, state.rows.length - layoutOf(state).bodyRows);

const clamp = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(most, value));
