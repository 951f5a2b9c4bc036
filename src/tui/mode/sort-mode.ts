/** Choosing the column to sort by from the list of all. */
import { COLUMN_IDS, COLUMNS } from '../../model/columns.ts';
import { sortBy } from '../core/choices.ts';
import { inMode, type ModeOf, type Next, stay, type TuiState, toTable } from '../core/state.ts';
import { placeAfter } from './menu.ts';

export const openSort = (state: TuiState): Next => {
  const at = COLUMN_IDS.indexOf(state.settings.sortColumn);
  return stay(inMode(state, { kind: 'sort', at }));
};

export const onSortKey = (state: TuiState, mode: ModeOf<'sort'>, key: string): Next => {
  const at = placeAfter(key, mode.at, COLUMNS.length) ?? nextBeginningWith(key, mode.at);
  if (at !== undefined) return stay(inMode(state, { ...mode, at }));
  const [table] = toTable(state);
  if (key === 'enter') return sortBy(table, COLUMN_IDS[mode.at]);
  return key === 'escape' || key === 'q' || key === 'f6' ? stay(table) : stay(state);
};

/** The next column, around the end, with a word in its title that begins with the letter; undefined: none has. */
const nextBeginningWith = (letter: string, from: number): number | undefined => {
  const wanted = letter.toUpperCase();
  const places = COLUMNS.map((_, step) => (from + 1 + step) % COLUMNS.length);
  return places.find((at) => COLUMNS[at]?.title.split(/[ +]/).some((word) => word[0] === wanted));
};
