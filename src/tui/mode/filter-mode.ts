/**
 * Typing the filter: every key shows at once what it leaves; Enter keeps it, Esc brings the former one back. One that is
 * wrong is not kept: the prompt stays, with what is wrong. Of one that is kept it is said what it compares with and is not there.
 */
import { compileFilter } from '../../model/filter/filter.ts';
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
  if (key === 'enter') return mode.problem === undefined ? kept(state) : stay(state);
  if (key === 'escape') return toTable(filtered(state, mode.before));
  const edited = editKey(mode.edited, key);
  return edited === undefined ? stay(state) : onFilterEdit(state, mode, edited);
};

const kept = (state: TuiState): Next => {
  const { where } = state.selection;
  const next = inMode(state, { kind: 'table' });
  return [next, where === undefined ? [] : [{ kind: 'look-for-values', where }]];
};

/** A filter that is none leaves the last good one in force and says what is wrong. */
export const onFilterEdit = (state: TuiState, mode: ModeOf<'filter'>, edited: EditedLine): Next => {
  const { problem: _, ...rest } = mode;
  const compiled = compileFilter(editedText(edited));
  if (compiled.kind === 'bad') {
    return stay(inMode(state, { ...rest, edited, problem: compiled.problem }));
  }
  const text = editedText(edited);
  const next = text === state.settings.filter ? state : filtered(state, text);
  return stay(inMode(next, { ...rest, edited }));
};

export const clearFilter = (state: TuiState): Next =>
  tell(filtered(state, ''), 'good', `no filter any more; it was /${state.settings.filter}`);

/** The state with another filter. @param text known to be good, or '' */
export const filtered = (state: TuiState, text: string): TuiState => {
  const { where: _, ...selection } = state.selection;
  const compiled = compileFilter(text);
  const where = compiled.kind === 'ok' ? compiled.where : undefined;
  return withRows({
    ...state,
    settings: { ...state.settings, filter: text },
    selection: where === undefined ? selection : { ...selection, where },
    top: 0,
  });
};
