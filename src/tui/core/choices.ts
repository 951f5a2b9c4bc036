/** Choices that a key changes: the state after each. */
import { COLUMN_IDS, type ColumnId } from '../../model/columns.ts';
import { type Standing, withColumns } from '../settings/column-setting.ts';
import { rowWords } from '../settings/content-settings.ts';
import { CLASSIC_COLUMNS } from '../settings/screen-settings.ts';
import type { Setting } from '../settings/setting.ts';
import { SETTINGS } from '../settings/settings-table.ts';
import { wantedColumns } from '../table/column-layout.ts';
import { isByParents, withSettings } from '../table/rows.ts';
import { noRoomText, titlesOf, unseenText } from '../table/unseen.ts';
import { INTERVALS, type Settings, sortedBy, sortedColumn } from './settings.ts';
import { type Next, stay, type TuiState, tell } from './state.ts';

/** Turns one setting to the next of some values that looks different here, and says it; from any other value to the first such. */
export const turn =
  (name: keyof Settings, { turns, says }: Turning) =>
  (state: TuiState): Next => {
    const now = state.settings[name];
    const { seen = (value: unknown) => value } = SETTINGS[name] as Setting<unknown>;
    const looks = (value: unknown): unknown => seen(value, state.abilities);
    const at = turns.indexOf(now) + 1;
    const ahead = [...turns.slice(at), ...turns.slice(0, at)];
    const value = ahead.find((next) => looks(next) !== looks(now)) ?? ahead[0];
    const next = withSettings(state, { [name]: value });
    return tell(next, 'good', says(value) + unseenText(next, name));
  };

/** The tree by parents is of processes: the next unit is the one after them, and the tree is left for it. */
export const turnUnit =
  (turning: Turning) =>
  (state: TuiState): Next => {
    const flat = { threads: 'flat', unit: 'processes' } as const;
    const here = isByParents(state)
      ? { ...state, settings: { ...state.settings, ...flat } }
      : state;
    return turn('unit', turning)(here);
  };

type Turning = {
  readonly turns: readonly unknown[];
  says(value: unknown): string;
};

/** Threads hang under their processes; any other rows give way to processes under their parents, and come back. */
export const turnTree = (state: TuiState): Next => {
  const { threads, unit } = state.settings;
  if (unit === 'threads') {
    const next = threads === 'grouped' ? 'flat' : 'grouped';
    const words = next === 'flat' ? 'a flat list' : 'threads under their process';
    return tell(withSettings(state, { threads: next }), 'good', words);
  }
  if (isByParents(state))
    return tell(withSettings(state, { threads: 'flat' }), 'good', rowWords(unit));
  if (state.rights === 'replay')
    return tell(state, 'error', 'a recording does not know the parents of processes');
  const of = unit === 'devices' ? 'processes' : unit;
  return tell(
    withSettings(state, { threads: 'parents', unit: of }),
    'good',
    'processes under their parents, with sums',
  );
};

/** Sorts by the next column among those shown, in that column's own direction; stops at the ends. */
export const sortFurther =
  (by: 1 | -1) =>
  (state: TuiState): Next =>
    sortBy(state, columnFurther(state, by));

/** From a column that is not shown the first step leads to its nearest neighbour that is. */
const columnFurther = (state: TuiState, by: 1 | -1): ColumnId | undefined => {
  const here = COLUMN_IDS.indexOf(sortedColumn(state.settings));
  const shown = wantedColumns(state);
  const inOrder = by > 0 ? shown : shown.toReversed();
  return inOrder.find((id) => (COLUMN_IDS.indexOf(id) - here) * by > 0) ?? inOrder.at(-1);
};

export const sortBy = (state: TuiState, id: ColumnId | undefined): Next => {
  if (id === undefined) return stay(state);
  const next = withSettings(state, sortedBy(state.settings, id));
  return tell(next, 'good', `sorted by ${titlesOf(state, [id])}, ${next.settings.sortDirection}`);
};

export const reverseSort = turn('sortDirection', SETTINGS.sortDirection.keys[0] as Turning);

/** Shows the classic column behind the number key, or hides it. The last one stays. */
export const toggleNumberedColumn = (state: TuiState, key: string): Next => {
  const id = CLASSIC_COLUMNS[Number(key) - 1];
  return id === undefined ? stay(state) : toggleColumns(state, [id], key);
};

/** @param ids shown or hidden together, as the first of them is not or is @param key that does it */
export const toggleColumns = (state: TuiState, ids: readonly ColumnId[], key: string): Next =>
  wantedColumns(state).includes(ids[0] as ColumnId)
    ? setColumns(state, ids, 'hidden', `${titlesOf(state, ids)}: hidden, ${key} shows it again`)
    : setColumns(state, ids, 'shown', `${titlesOf(state, ids)}: shown`);

/** @param words of the answer */
export const setColumns = (
  state: TuiState,
  ids: readonly ColumnId[],
  standing: Standing,
  words: string,
): Next => {
  const columns = withColumns(state.settings.columns, ids, standing);
  const next = withSettings(state, { columns });
  if (wantedColumns(next).length === 0) return tell(state, 'error', 'one column has to stay');
  return tell(next, 'good', words + (standing === 'shown' ? noRoomText(next, ids) : ''));
};

export const showAllColumns = (state: TuiState): Next =>
  setColumns(state, CLASSIC_COLUMNS, 'shown', 'columns 1 to 9: shown');

/** A longer (1) or shorter (-1) interval of the usual ones. */
export const changeInterval =
  (by: 1 | -1) =>
  (state: TuiState): Next => {
    const { interval } = state.settings;
    const next =
      by > 0
        ? INTERVALS.find((candidate) => candidate > interval)
        : INTERVALS.findLast((candidate) => candidate < interval);
    if (next === undefined) {
      const end = by > 0 ? 'longest' : 'shortest';
      return tell(state, 'good', `every ${interval / 1000} s, the ${end}`);
    }
    const told = tell(withSettings(state, { interval: next }), 'good', `every ${next / 1000} s`);
    return [told[0], [{ kind: 'set-interval', milliseconds: next }]];
  };
