/** What a click on the last row, or on a mark above the table, presses. */
import { textWidth } from '../../render/text/text-width.ts';
import type { TuiState } from '../core/state.ts';
import { layoutOf } from '../table/layout.ts';
import type { Line } from '../terminal/line.ts';
import type { MouseEvent } from '../terminal/mouse-sequence.ts';
import { footerLine } from './footer.ts';
import { headerLines } from './header.ts';

/** The key; undefined: none stands there. */
export const keyUnder = (state: TuiState, event: MouseEvent): string | undefined => {
  let left = 0;
  return lineUnder(state, event)?.spans.find((each) => {
    left += textWidth(each.text);
    return event.column < left;
  })?.presses;
};

export const isOnFooter = (state: TuiState, { row }: MouseEvent): boolean =>
  layoutOf(state).footerRows > 0 && row === state.size.rows - 1;

const lineUnder = (state: TuiState, event: MouseEvent): Line | undefined => {
  if (isOnFooter(state, event)) return footerLine(state);
  const isAbove = state.mode.kind === 'table' && event.row < layoutOf(state).titleRow;
  return isAbove ? headerLines(state)[event.row] : undefined;
};
