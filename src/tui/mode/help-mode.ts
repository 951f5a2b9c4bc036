/** Reading the help, and searching it. */
import { editKey, editLine } from '../core/line-editor.ts';
import { inMode, type ModeOf, type Next, stay, type TuiState, toTable } from '../core/state.ts';

export const openHelp = (state: TuiState): Next =>
  stay(inMode(state, { kind: 'help', top: 0, search: editLine(''), typing: 'keys' }));

/** @returns undefined: a key that may scroll */
export const onHelpKey = (state: TuiState, mode: ModeOf<'help'>, key: string): Next | undefined => {
  if (mode.typing === 'search') return onSearchKey(state, mode, key);
  if (key === '/') return stay(inMode(state, { ...mode, typing: 'search' }));
  return LEAVING.has(key) ? toTable(state) : undefined;
};

const onSearchKey = (state: TuiState, mode: ModeOf<'help'>, key: string): Next => {
  if (key === 'enter') return stay(inMode(state, { ...mode, typing: 'keys' }));
  if (key === 'escape') return openHelp(state);
  const search = editKey(mode.search, key);
  return stay(search === undefined ? state : inMode(state, { ...mode, search, top: 0 }));
};

const LEAVING: ReadonlySet<string> = new Set(['escape', 'q', 'Q', '?', 'h', 'H', 'f1', 'enter']);
