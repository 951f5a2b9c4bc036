/** Typing the time to go to in a replay. */
import { editedText, editKey, editLine } from '../core/line-editor.ts';
import { inMode, type ModeOf, type Next, stay, type TuiState, toTable } from '../core/state.ts';

export const openGoTo = (state: TuiState): Next =>
  stay(inMode(state, { kind: 'go-to', edited: editLine('') }));

export const onGoToKey = (state: TuiState, mode: ModeOf<'go-to'>, key: string): Next => {
  if (key === 'escape') return toTable(state);
  if (key === 'enter') {
    const text = editedText(mode.edited).trim();
    const [table] = toTable(state);
    return text === '' ? stay(table) : [table, [{ kind: 'play', order: { kind: 'go-to', text } }]];
  }
  const edited = editKey(mode.edited, key);
  return stay(edited === undefined ? state : inMode(state, { ...mode, edited }));
};
