/** Scrolling a page of text: the help, or the details of a task. */
import { helpLines } from '../core/help-text.ts';
import { inMode, type ModeOf, type Next, stay, type TuiState } from '../core/state.ts';
import { detailsLines } from '../view/details/page.ts';

export const scrollPage = (state: TuiState, mode: ModeOf<'help' | 'details'>, by: number): Next => {
  const lines = mode.kind === 'help' ? helpLines(state, mode.search) : detailsLines(state, mode);
  const last = Math.max(0, lines.length - (state.size.rows - 2));
  return stay(inMode(state, { ...mode, top: Math.max(0, Math.min(last, mode.top + by)) }));
};

/** How far a key scrolls a page of `rows` rows. */
export const stepOf = (key: string, rows: number): number => {
  const steps: Readonly<Record<string, number>> = {
    up: -1,
    down: 1,
    'page-up': 3 - rows,
    'page-down': rows - 3,
    ' ': rows - 3,
    home: -Number.MAX_SAFE_INTEGER,
    end: Number.MAX_SAFE_INTEGER,
    '<': -1,
    '>': 1,
  };
  return steps[key] ?? 0;
};
