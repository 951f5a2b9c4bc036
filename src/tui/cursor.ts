/** Which row is selected and which rows are in view. A selected task is followed where it goes. */
import { idOf, type PlacedRow } from '../model/tree.ts';
import { layoutOf } from './layout.ts';
import type { TuiState } from './state.ts';

export const deselected = (state: TuiState): TuiState => {
  const { selected: _, ...rest } = state;
  return rest;
};

/** After rows or size changed: finds the selected task again and brings it into view. */
export const keptInView = (state: TuiState): TuiState => {
  const { bodyRows } = layoutOf(state);
  const at = whereSelected(state);
  const row = state.selected === undefined ? undefined : state.rows[at];
  const selected = row === undefined ? undefined : idOf(row);
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
  const isSelected = (row: PlacedRow | undefined): boolean =>
    row !== undefined && idOf(row) === selected;
  if (isSelected(rows[at])) return at;
  const found = rows.findIndex(isSelected);
  return found >= 0 ? found : clamp(at, 0, rows.length - 1);
};

/** The row at the top when the last one is in view. */
export const lastTop = (state: TuiState): number =>
  Math.max(0, state.rows.length - layoutOf(state).bodyRows);

const clamp = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(most, value));
