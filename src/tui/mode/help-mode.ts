/** Reading the help, and searching it. */
import { hasHit } from '../core/help-text.ts';
import { editedText, editKey, editLine } from '../core/line-editor.ts';
import {
  inMode,
  type ModeOf,
  type Next,
  stay,
  type TuiState,
  tell,
  toTable,
} from '../core/state.ts';
import { openHelp } from './open-help.ts';

/** @returns undefined: a key that may scroll */
export const onHelpKey = (state: TuiState, mode: ModeOf<'help'>, key: string): Next | undefined => {
  if (mode.typing === 'search') return onSearchKey(state, mode, key);
  if (key === '/') return stay(inMode(state, { ...mode, typing: 'search' }));
  return LEAVING.has(key) ? toTable(state) : undefined;
};

const onSearchKey = (state: TuiState, mode: ModeOf<'help'>, key: string): Next => {
  if (key === 'enter') {
    const reading = { ...mode, typing: 'keys' } as const;
    if (hasHit(state, mode.search)) return stay(inMode(state, reading));
    const whole = inMode(state, { ...reading, search: editLine('') });
    return tell(whole, 'good', `nothing found: ${editedText(mode.search)}`);
  }
  if (key === 'escape') return openHelp(state);
  const search = editKey(mode.search, key);
  if (search === undefined) return stay(state);
  return stay(inMode(state, { ...mode, search, top: hasHit(state, search) ? 0 : mode.top }));
};

const LEAVING: ReadonlySet<string> = new Set(['escape', 'q', 'Q', '?', 'h', 'H', 'f1', 'enter']);
