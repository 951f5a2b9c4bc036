/** Choosing the column to sort by from the list of all. */
import { sortBy } from '../core/choices.ts';
import { sortedColumn } from '../core/settings.ts';
import { inMode, type ModeOf, type Next, stay, type TuiState, toTable } from '../core/state.ts';
import { sortIdsFor, titleOf } from '../table/column-layout.ts';
import { placeAfter } from './menu.ts';

export const openSort = (state: TuiState): Next => {
  const { settings } = state;
  const at = Math.max(0, sortIdsFor(settings.unit).indexOf(sortedColumn(settings)));
  return stay(inMode(state, { kind: 'sort', at }));
};

export const onSortKey = (state: TuiState, mode: ModeOf<'sort'>, key: string): Next => {
  const ids = sortIdsFor(state.settings.unit);
  const at = placeAfter(key, mode.at, ids.length) ?? nextBeginningWith(state, key, mode.at);
  if (at !== undefined) return stay(inMode(state, { ...mode, at }));
  const [table] = toTable(state);
  if (key === 'enter') return sortBy(table, ids[mode.at]);
  return key === 'escape' || key === 'q' || key === 'f6' ? stay(table) : stay(state);
};

/** The next column, around the end, with a word in its title that begins with the letter; undefined: none has. */
const nextBeginningWith = (state: TuiState, letter: string, from: number): number | undefined => {
  const wanted = letter.toUpperCase();
  const titles = sortIdsFor(state.settings.unit).map((id) => titleOf(id, state));
  const places = titles.map((_, step) => (from + 1 + step) % titles.length);
  return places.find((at) => titles[at]?.split(/[ +]/).some((word) => word[0] === wanted));
};
