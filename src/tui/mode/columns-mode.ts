/** Choosing columns from the list of all. */
import { CHOSEN_IDS, type ColumnId } from '../../model/columns.ts';
import { setColumns } from '../core/choices.ts';
import { inMode, type ModeOf, type Next, stay, type TuiState, toTable } from '../core/state.ts';
import {
  type ChosenColumns,
  comesAndGoes,
  hasColumn,
  type Standing,
} from '../settings/column-setting.ts';
import { titleOf } from '../table/column-layout.ts';
import { placeAfter } from './menu.ts';

export const openColumns = (state: TuiState): Next =>
  stay(inMode(state, { kind: 'columns', at: 0 }));

export const onColumnsKey = (state: TuiState, mode: ModeOf<'columns'>, key: string): Next => {
  const at = placeAfter(key, mode.at, CHOSEN_IDS.length);
  if (at !== undefined) return stay(inMode(state, { ...mode, at }));
  const id = CHOSEN_IDS[mode.at];
  switch (key) {
    case ' ':
      return id === undefined ? stay(state) : turnColumn(state, id);
    case 'enter':
    case 'escape':
    case 'q':
    case 'm':
    case 'f2':
      return toTable(state);
    default:
      return stay(state);
  }
};

const turnColumn = (state: TuiState, id: ColumnId): Next => {
  const next = standingAfter(state.settings.columns, id);
  return setColumns(state, [id], next, `${titleOf(id, state)}: ${WORDS[next]}`);
};

/** Shown, hidden, and with some columns where they tell something. */
const standingAfter = (columns: ChosenColumns, id: ColumnId): Standing => {
  if (columns.has(id)) return 'hidden';
  return hasColumn(columns, id) || !comesAndGoes(id) ? 'shown' : 'by-need';
};

const WORDS = {
  shown: 'shown',
  hidden: 'hidden',
  'by-need': 'shown where it tells something',
} as const;
