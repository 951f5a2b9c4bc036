/** The mouse on the table: the wheel scrolls, a click on a title sorts, a click on a row selects, a second one opens it. */
import { reverseSort, sortBy } from '../core/choices.ts';
import { type Next, stay, type TuiState } from '../core/state.ts';
import { openDetails } from '../mode/details-mode.ts';
import type { MouseEvent } from '../terminal/mouse-sequence.ts';
import { columnLayoutOf } from './column-layout.ts';
import { rowsInView } from './cursor.ts';
import { layoutOf } from './layout.ts';
import { scrollBy, selectRow } from './scrolling.ts';
import { onPressInTape } from './tape.ts';

/** Rows a notch of the wheel moves. */
export const WHEEL_ROWS = 3;

export const onMouseInTable = (state: TuiState, event: MouseEvent): Next => {
  switch (event.action) {
    case 'wheel-up':
      return stay(scrollBy(state, -WHEEL_ROWS));
    case 'wheel-down':
      return stay(scrollBy(state, WHEEL_ROWS));
    case 'press':
      return onPress(state, event);
  }
};

const onPress = (state: TuiState, event: MouseEvent): Next => {
  const { column, row } = event;
  const played = onPressInTape(state, event);
  if (played !== undefined) return played;
  const { titleRow, bodyTop } = layoutOf(state);
  if (row === titleRow) return onTitle(state, column);
  const index = rowsInView(state)[row - bodyTop];
  if (index === undefined) return stay(state);
  const isSelected = state.selected !== undefined && state.at === index;
  return isSelected ? openDetails(state) : stay(selectRow(state, index));
};

const onTitle = (state: TuiState, cell: number): Next => {
  const hit = columnLayoutOf(state).findLast(({ left }) => left <= cell);
  if (hit === undefined) return stay(state);
  return hit.id === state.settings.sortColumn ? reverseSort(state) : sortBy(state, hit.id);
};
