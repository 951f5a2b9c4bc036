/**
 * Which row is selected and which rows are in view.
 *
 * Only keys and the wheel move the view. Where a selected row goes out of it by itself (others moved more, or its task ended) the
 * view stays and the row is pinned: it takes the last line of the table.
 */
import { idOf } from '../../model/view/tree.ts';
import type { TuiState } from '../core/state.ts';
import { layoutOf } from './layout.ts';

export const deselected = (state: TuiState): TuiState => {
  const { selected: _, ...rest } = state;
  return rest;
};

/** After rows or size changed: the selected row is found again, one that has left is let go. */
export const withCursor = (state: TuiState): TuiState => {
  const top = clamp(state.top, 0, lastTop(state));
  if (state.selected === undefined) return { ...state, top };
  const at = whereSelected(state);
  return at < 0 ? { ...deselected(state), top } : { ...state, at, top };
};

/** Moves the view as little as it takes to have the selected row in it. */
export const broughtIntoView = (state: TuiState): TuiState => {
  const { bodyRows } = layoutOf(state);
  const top = clamp(state.top, state.at - bodyRows + 1, Math.max(0, state.at));
  return { ...state, top: clamp(top, 0, lastTop(state)) };
};

/** Indexes of the rows shown, from the first line of the table down. */
export const rowsInView = (state: TuiState): readonly number[] => {
  const { top, at, rows } = state;
  const { bodyRows } = layoutOf(state);
  const count = Math.min(bodyRows, rows.length - top);
  const lines = Array.from({ length: count }, (_, line) => top + line);
  return isPinned(state) ? [...lines.slice(0, bodyRows - 1), at] : lines;
};

/** Whether the selected row stands outside the view. */
export const isPinned = (state: TuiState): boolean => {
  const { selected, at, top } = state;
  const { bodyRows } = layoutOf(state);
  return selected !== undefined && bodyRows > 0 && (at < top || at >= top + bodyRows);
};

/** -1: nowhere. */
const whereSelected = ({ selected, rows, at }: TuiState): number => {
  const row = rows[at];
  if (row !== undefined && idOf(row) === selected) return at;
  return rows.findIndex((other) => idOf(other) === selected);
};

/** The row at the top when the last one is in view. */
export const lastTop = (state: TuiState): number =>
  Math.max(0, state.rows.length - layoutOf(state).bodyRows);

export const clamp = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(most, value));
