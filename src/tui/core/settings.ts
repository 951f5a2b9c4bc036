/** What a user chooses and `W` saves: how the screen shows things. Nothing here depends on what is measured. */
import { COLUMN_IDS, type ColumnId, columnOf, countersIn, needsOf } from '../../model/columns.ts';
import type { Selection } from '../../model/view/selection.ts';
import type { SourceNeeds } from '../../sample/source.ts';
import { hasColumn } from '../settings/column-setting.ts';
import { SETTING_ROWS, type SETTINGS, type SettingName } from '../settings/settings-table.ts';

export type Settings = { readonly [Name in SettingName]: (typeof SETTINGS)[Name]['default'] };

/** A value for each setting. @param valueFor of the type that the setting has */
export const settingsBy = (
  valueFor: (name: SettingName, setting: (typeof SETTING_ROWS)[number][1]) => unknown,
): Settings =>
  Object.fromEntries(
    SETTING_ROWS.map(([name, setting]) => [name, valueFor(name, setting)]),
  ) as Settings;

export const DEFAULT_SETTINGS: Settings = settingsBy((_, setting) => setting.default);

/** The intervals `+` and `-` step through, in milliseconds. */
export const INTERVALS = [
  100, 200, 500, 1000, 2000, 3000, 5000, 10_000, 15_000, 30_000, 60_000,
] as const;

/** The columns chosen, in the table's order, those too that stand only where they tell something. */
export const chosenColumns = ({ columns }: Pick<Settings, 'columns'>): readonly ColumnId[] =>
  COLUMN_IDS.filter((id) => hasColumn(columns, id));

/** What rows are sorted by: what is of devices alone orders nothing else. */
export const sortedColumn = ({
  sortColumn,
  unit,
}: Pick<Settings, 'sortColumn' | 'unit'>): ColumnId =>
  columnOf(sortColumn).of === 'devices' && unit !== 'devices' ? 'moved' : sortColumn;

/** Sorted by a column in the direction people look at it first. */
export const sortedBy = (settings: Settings, id: ColumnId): Settings => ({
  ...settings,
  sortColumn: id,
  sortDirection: columnOf(id).firstSort,
});

/** What the columns shown, the order and the filter need of the source. Totals always: a key shows them, and so do the details. */
export const sourceNeeds = (
  { columns, sortColumn, show }: Pick<Settings, 'columns' | 'sortColumn' | 'show'>,
  { where }: Selection,
): SourceNeeds => {
  const asked = where?.needs ?? [];
  const decidesByName = asked.includes('names') || needsOf([sortColumn]).has('names');
  const shown = needsOf([...chosenColumns({ columns }), sortColumn]);
  return {
    counters: countersIn(new Set([...shown, ...asked])),
    idleNames: show === 'all' && decidesByName ? 'all' : 'asked',
    totals: 'with-totals',
  };
};
