/** Which rows of the screen hold what. The view draws by it, the mouse and the page keys measure by it. */
import { noticesOf } from '../core/notices.ts';
import type { TuiState } from '../core/state.ts';

type Layout = {
  /** `tall`: all figures. `short`: the two totals. */
  readonly header: 'tall' | 'short';
  /** 0 or 1: the row that says when it was, in a replay. */
  readonly timeRows: number;
  /** Lines about what is damaged or not visible. */
  readonly noticeRows: number;
  readonly titleRow: number;
  readonly bodyTop: number;
  readonly bodyRows: number;
  /** 0 or 1: the row of keys, notes and what is being typed. */
  readonly footerRows: number;
};

/** Below this a header of one row leaves more for the table. */
const TALL_FROM = 16;

export const layoutOf = (state: TuiState): Layout => {
  const { size } = state;
  const isTall = size.rows >= TALL_FROM;
  const timeRows = state.rights === 'replay' ? 1 : 0;
  const noticeRows = isTall && noticesOf(state).length > 0 ? 1 : 0;
  const footerRows = size.rows >= 6 ? 1 : 0;
  const titleRow = timeRows + (isTall ? 4 : 1) + noticeRows;
  return {
    header: isTall ? 'tall' : 'short',
    timeRows,
    noticeRows,
    titleRow,
    bodyTop: titleRow + 1,
    bodyRows: Math.max(0, size.rows - titleRow - 1 - footerRows),
    footerRows,
  };
};
