/** Reading the help: scrolling and searching. The text itself is printed from the tables of keys and columns. */
import { editKey, editLine } from '../core/line-editor.ts';
import { inMode, type Mode, type Next, stay, type TuiState, toTable } from '../core/state.ts';

type HelpMode = Extract<Mode, { kind: 'help' }>;

export const openHelp = (state: TuiState): Next =>
  stay(inMode(state, { kind: 'help', top: 0, search: editLine(''), typing: 'keys' }));

/** @param lines how many lines the help has as it is now searched */
export const onHelpKey = (state: TuiState, mode: HelpMode, key: string, lines: number): Next => {
  if (mode.typing === 'search') return onSearchKey(state, mode, key);
  if (key === '/') return stay(inMode(state, { ...mode, typing: 'search' }));
  if (LEAVING.has(key)) return toTable(state);
  return stay(scrollHelp(state, mode, stepOf(key, state.size.rows), lines));
};

export const scrollHelp = (
  state: TuiState,
  mode: HelpMode,
  by: number,
  lines: number,
): TuiState => {
  const last = Math.max(0, lines - (state.size.rows - 2));
  return inMode(state, { ...mode, top: Math.max(0, Math.min(last, mode.top + by)) });
};

const onSearchKey = (state: TuiState, mode: HelpMode, key: string): Next => {
  if (key === 'enter') return stay(inMode(state, { ...mode, typing: 'keys' }));
  if (key === 'escape') {
    return stay(inMode(state, { ...mode, search: editLine(''), typing: 'keys', top: 0 }));
  }
  const search = editKey(mode.search, key);
  return stay(search === undefined ? state : inMode(state, { ...mode, search, top: 0 }));
};

const LEAVING: ReadonlySet<string> = new Set(['escape', 'q', 'Q', '?', 'h', 'H', 'f1', 'enter']);

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
