/** Choices that a key changes: the state after each. */

import { COLUMNS, type ColumnId } from '../../model/columns.ts';
import { GRAPH_SOURCES } from '../../model/totals/history.ts';
import { withSettings } from '../table/rows.ts';
import { CLASSIC_COLUMNS, INTERVALS, type Settings, shownColumns, sortedBy } from './settings.ts';
import { type Next, stay, type TuiState, tell } from './state.ts';

/** A key that turns one setting to its other value, or to the next of several. */
export const turn =
  <Name extends keyof Settings>(name: Name, values: readonly Settings[Name][]) =>
  (state: TuiState): Next => {
    const next = values[(values.indexOf(state.settings[name]) + 1) % values.length];
    return stay(withSettings(state, { [name]: next }));
  };

/** Sorts by the column `by` places further among those shown, in that column's own direction; stops at the ends. */
export const sortFurther =
  (by: number) =>
  (state: TuiState): Next =>
    sortBy(state, columnFurther(state.settings, by));

/** From a column that is not shown the first step leads to its nearest neighbour that is. */
const columnFurther = (settings: Settings, by: number): ColumnId | undefined => {
  const here = ALL_COLUMN_IDS.indexOf(settings.sortColumn);
  const shown = shownColumns(settings);
  const ahead =
    by > 0
      ? shown.filter((id) => ALL_COLUMN_IDS.indexOf(id) > here)
      : shown.filter((id) => ALL_COLUMN_IDS.indexOf(id) < here).toReversed();
  const end = by > 0 ? shown.at(-1) : shown[0];
  return ahead[Math.abs(by) - 1] ?? end;
};

export const sortBy = (state: TuiState, id: ColumnId | undefined): Next =>
  stay(id === undefined ? state : withSettings(state, sortedBy(state.settings, id)));

export const reverseSort = (state: TuiState): Next => {
  const { sortDirection } = state.settings;
  const opposite = sortDirection === 'ascending' ? 'descending' : 'ascending';
  return stay(withSettings(state, { sortDirection: opposite }));
};

/** Shows the classic column behind the number key, or hides it. The last one stays. */
export const toggleNumberedColumn = (state: TuiState, key: string): Next => {
  const id = CLASSIC_COLUMNS[Number(key) - 1];
  return id === undefined ? stay(state) : toggleColumns(state, [id]);
};

/** @param ids shown or hidden together, as the first of them is not or is */
export const toggleColumns = (state: TuiState, ids: readonly ColumnId[]): Next => {
  const columns = new Set(state.settings.columns);
  const isShown = columns.has(ids[0] as ColumnId);
  for (const id of ids) {
    if (isShown) columns.delete(id);
    else columns.add(id);
  }
  if (columns.size === 0) return tell(state, 'error', 'one column has to stay');
  return stay(withSettings(state, { columns }));
};

export const showAllColumns = (state: TuiState): Next => {
  const columns = new Set<ColumnId>([...state.settings.columns, ...CLASSIC_COLUMNS]);
  return stay(withSettings(state, { columns }));
};

/** Every column there is, in the order of the table. */
export const ALL_COLUMN_IDS: readonly ColumnId[] = COLUMNS.map(({ id }) => id);

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

export const nextGraph = turn('graph', GRAPH_SOURCES);
export const previousGraph = turn('graph', GRAPH_SOURCES.toReversed());

/** Where the next unit begins, from 1 to 10 times itself and around. */
export const nextThreshold = turn('threshold', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

/** Rates, then totals, then averages. */
export const nextMeasure = turn('measure', ['rate', 'total', 'average']);

/** No colours, or the default ones. */
export const toggleColours = (state: TuiState): Next => {
  const theme = state.settings.theme === 'mono' ? 'default' : 'mono';
  return stay(withSettings(state, { theme }));
};

/** A theme for dark grounds, or for light ones. */
export const toggleLight = (state: TuiState): Next => {
  const theme = state.settings.theme === 'light' ? 'default' : 'light';
  return stay(withSettings(state, { theme }));
};
