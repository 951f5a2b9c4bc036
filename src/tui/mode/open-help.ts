/** The help as it opens. Apart from its keys: they know the text, and the text the table of keys, which has this. */
import { editLine } from '../core/line-editor.ts';
import { inMode, type Next, stay, type TuiState } from '../core/state.ts';

export const openHelp = (state: TuiState): Next =>
  stay(inMode(state, { kind: 'help', top: 0, search: editLine(''), typing: 'keys' }));
