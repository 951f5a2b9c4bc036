/** Choosing the column to sort by from the list of all. */
import { COLUMN_IDS, COLUMNS } from '../../model/columns.ts';
import { sortBy } from '../core/choices.ts';
import { inMode, type ModeOf, type Next, stay, type TuiState, toTable } from '../core/state.ts';
import { titleOf } from '../table/column-layout.ts';
import { placeAfter } from './menu.ts';

export const openSort = (state: TuiState): Next => {
  const at = COLUMN_IDS.indexOf(state.settings.sortColumn);
  return stay(inMode(state, { kind: 'sort', at }));
};

export const onSortKey = (state: TuiState, mode: ModeOf<'sort'>, key: string): Next => {
  const at = placeAfter(key, mode.at, COLUMNS.length) ?? nextBeginningWith(state, key, mode.at);
  if (at !== undefined) return stay(inMode(state, { ...mode, at }));
  const [table] = toTable(state);
  if (key === 'enter') return sortBy(table, COLUMN_IDS[mode.at]);
  return key === 'escape' || key === 'q' || key === 'f6' ? stay(table) : stay(state);
};

/** The next column, around the end, with a word in its title that begins with the letter; undefined: none has. */
const nextBeginningWith = (state: TuiState, letter: string, from: number): number | undefined => {
  const wanted = letter.toUpperCase();
  const titles = COLUMN_IDS.map((id) => titleOf(id, state));
  const places = titles.map((_, step) => (from + 1 + step) % titles.length);
  return places.find((at) => titles[at]?.split(/[ +]/).some((word) => word[0] === wanted));
};
