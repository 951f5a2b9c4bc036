/** Choosing columns from the list of all. */
import { COLUMN_IDS } from '../../model/columns.ts';
import { toggleColumns } from '../core/choices.ts';
import { inMode, type ModeOf, type Next, stay, type TuiState, toTable } from '../core/state.ts';

export const openColumns = (state: TuiState): Next =>
  stay(inMode(state, { kind: 'columns', at: 0 }));

export const onColumnsKey = (state: TuiState, mode: ModeOf<'columns'>, key: string): Next => {
  const id = COLUMN_IDS[mode.at];
  switch (key) {
    case 'up':
      return stay(inMode(state, { ...mode, at: Math.max(0, mode.at - 1) }));
    case 'down':
      return stay(inMode(state, { ...mode, at: Math.min(COLUMN_IDS.length - 1, mode.at + 1) }));
    case ' ':
      return id === undefined ? stay(state) : toggleColumns(state, [id]);
    case 'enter':
    case 'escape':
    case 'q':
    case 'm':
      return toTable(state);
    default:
      return stay(state);
  }
};
