/**
 * Typing the filter: every key shows at once what it leaves; Enter keeps it, Esc brings the former one back. A pattern that is
 * wrong is not kept: the prompt stays, with what is wrong.
 */
import { compilePattern } from '../../model/view/pattern.ts';
import { type EditedLine, editedText, editKey, editLine } from '../core/line-editor.ts';
import {
  inMode,
  type ModeOf,
  type Next,
  stay,
  type TuiState,
  tell,
  toTable,
} from '../core/state.ts';
import { withRows } from '../table/rows.ts';

export const openFilter = (state: TuiState): Next => {
  const { filter } = state.settings;
  return stay(inMode(state, { kind: 'filter', edited: editLine(filter), before: filter }));
};

export const onFilterKey = (state: TuiState, mode: ModeOf<'filter'>, key: string): Next => {
  if (key === 'enter') return mode.problem === undefined ? toTable(state) : stay(state);
  if (key === 'escape') return toTable(filtered(state, mode.before));
  const edited = editKey(mode.edited, key);
  return edited === undefined ? stay(state) : onFilterEdit(state, mode, edited);
};

/** A pattern that is not one leaves the last good one in force and says what is wrong. */
export const onFilterEdit = (state: TuiState, mode: ModeOf<'filter'>, edited: EditedLine): Next => {
  const { problem: _, ...rest } = mode;
  const pattern = compilePattern(editedText(edited));
  if (pattern.kind === 'bad') {
    return stay(inMode(state, { ...rest, edited, problem: pattern.problem }));
  }
  const text = editedText(edited);
  const next = text === state.settings.filter ? state : filtered(state, text);
  return stay(inMode(next, { ...rest, edited }));
};

export const clearFilter = (state: TuiState): Next =>
  tell(filtered(state, ''), 'good', `no filter any more; it was /${state.settings.filter}`);

/** The state with another filter. @param text a pattern known to be good, or '' */
export const filtered = (state: TuiState, text: string): TuiState => {
  const { pattern: _, ...selection } = state.selection;
  const compiled = compilePattern(text);
  const pattern = compiled.kind === 'ok' ? compiled.pattern : undefined;
  return withRows({
    ...state,
    settings: { ...state.settings, filter: text },
    selection: pattern === undefined ? selection : { ...selection, pattern },
    top: 0,
  });
};
