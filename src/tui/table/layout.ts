/** Which rows of the screen hold what. The view draws by it, the mouse and the page keys measure by it. */
import { noticesOf } from '../core/notices.ts';
import type { TuiState } from '../core/state.ts';

type Layout = {
  /** `tall`: all figures. `short`: the two totals. */
  readonly header: 'tall' | 'short';
  /** Each 0 or 1. When it was, in a replay; what is damaged or not visible; keys, notes and what is being typed. */
  readonly timeRows: number;
  readonly noticeRows: number;
  readonly footerRows: number;
  readonly titleRow: number;
  readonly bodyTop: number;
  readonly bodyRows: number;
};

/** Below this a header of one row leaves more for the table. */
const TALL_FROM = 16;

export const layoutOf = (state: TuiState): Layout => {
  const { rows } = state.size;
  const header = rows >= TALL_FROM ? 'tall' : 'short';
  const timeRows = state.rights === 'replay' ? 1 : 0;
  const noticeRows = header === 'tall' && noticesOf(state).length > 0 ? 1 : 0;
  const footerRows = rows >= 6 ? 1 : 0;
  const titleRow = timeRows + (header === 'tall' ? 4 : 1) + noticeRows;
  const bodyTop = titleRow + 1;
  const bodyRows = Math.max(0, rows - bodyTop - footerRows);
  return { header, timeRows, noticeRows, footerRows, titleRow, bodyTop, bodyRows };
};
