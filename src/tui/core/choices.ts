/** Choices that a key changes: the state after each. */
import { COLUMN_IDS, type ColumnId } from '../../model/columns.ts';
import { withColumns } from '../settings/column-setting.ts';
import { CLASSIC_COLUMNS } from '../settings/screen-settings.ts';
import { wantedColumns } from '../table/column-layout.ts';
import { withSettings } from '../table/rows.ts';
import { INTERVALS, type Settings, sortedBy } from './settings.ts';
import { type Next, stay, type TuiState, tell } from './state.ts';

/** Turns one setting to the next of some values; from any other value to the first. */
export const turn =
  (name: keyof Settings, values: readonly unknown[]) =>
  (state: TuiState): Next => {
    const next = values[(values.indexOf(state.settings[name]) + 1) % values.length];
    return stay(withSettings(state, { [name]: next }));
  };

/** Threads hang under their processes; any other tasks are shown as processes under their parents. */
export const turnTree = (state: TuiState): Next => {
  const { threads, unit } = state.settings;
  const tree = unit === 'threads' ? 'grouped' : 'parents';
  if (tree === 'parents' && state.rights === 'replay')
    return tell(state, 'error', 'a recording does not know the parents of processes');
  return stay(withSettings(state, { threads: threads === tree ? 'flat' : tree }));
};

/** Sorts by the column `by` places further among those shown, in that column's own direction; stops at the ends. */
export const sortFurther =
  (by: number) =>
  (state: TuiState): Next =>
    sortBy(state, columnFurther(state, by));

/** From a column that is not shown the first step leads to its nearest neighbour that is. */
const columnFurther = (state: TuiState, by: number): ColumnId | undefined => {
  const here = COLUMN_IDS.indexOf(state.settings.sortColumn);
  const shown = wantedColumns(state);
  const inOrder = by > 0 ? shown : shown.toReversed();
  const ahead = inOrder.filter((id) => (COLUMN_IDS.indexOf(id) - here) * by > 0);
  return ahead[Math.abs(by) - 1] ?? inOrder.at(-1);
};

export const sortBy = (state: TuiState, id: ColumnId | undefined): Next =>
  stay(id === undefined ? state : withSettings(state, sortedBy(state.settings, id)));

export const reverseSort = turn('sortDirection', ['ascending', 'descending']);

/** Shows the classic column behind the number key, or hides it. The last one stays. */
export const toggleNumberedColumn = (state: TuiState, key: string): Next => {
  const id = CLASSIC_COLUMNS[Number(key) - 1];
  return id === undefined ? stay(state) : toggleColumns(state, [id]);
};

/** @param ids shown or hidden together, as the first of them is not or is */
export const toggleColumns = (state: TuiState, ids: readonly ColumnId[]): Next => {
  const isShown = wantedColumns(state).includes(ids[0] as ColumnId);
  const columns = withColumns(state.settings.columns, ids, isShown ? 'hidden' : 'shown');
  const next = withSettings(state, { columns });
  return wantedColumns(next).length > 0
    ? stay(next)
    : tell(state, 'error', 'one column has to stay');
};

export const showAllColumns = (state: TuiState): Next => {
  const columns = withColumns(state.settings.columns, CLASSIC_COLUMNS, 'shown');
  return stay(withSettings(state, { columns }));
};

/** A longer (1) or shorter (-1) interval of the usual ones. */
export const changeInterval =
  (by: 1 | -1) =>
  (state: TuiState): Next => {
    const { interval } = state.settings;
    const next =
      by > 0
        ? INTERVALS.find((candidate) => candidate > interval)
        : INTERVALS.findLast((candidate) => candidate < interval);
    if (next === undefined) return stay(state);
    const told = tell(withSettings(state, { interval: next }), 'good', `every ${next / 1000} s`);
    return [told[0], [{ kind: 'set-interval', milliseconds: next }]];
  };
