/** What a user chooses and `W` saves: how the screen shows things. Nothing here depends on what is measured. */
import {
  COLUMNS,
  type ColumnId,
  columnOf,
  countersIn,
  type Direction,
  needsOf,
} from '../../model/columns.ts';
import type { CommandStyle } from '../../model/command-text.ts';
import type { GraphSource } from '../../model/totals/history.ts';
import type { Measure } from '../../model/view/row.ts';
import type { View } from '../../model/view/view.ts';
import type { Scale } from '../../render/text/scale.ts';
import type { SourceOrder } from '../../sample/order.ts';
import type { ThemeName } from '../view/theme.ts';

export type Settings = {
  readonly unit: View['unit'];
  /** How threads are listed. */
  readonly threads: 'flat' | 'grouped';
  readonly measure: Measure;
  readonly since: View['since'];
  readonly show: View['show'];
  readonly sortColumn: ColumnId;
  readonly sortDirection: Direction;
  readonly commandStyle: CommandStyle;
  /** Only tasks whose id, name or command line matches; a pattern known to be good, or '' for all. */
  readonly filter: string;
  /** Users by name, or all by number: chosen before iotop starts. */
  readonly userNames: 'names' | 'numbers';
  /** The columns shown; their order is the column table's. */
  readonly columns: ReadonlySet<ColumnId>;
  readonly graph: GraphSource;
  readonly theme: ThemeName;
  readonly glyphs: 'unicode' | 'ascii';
  /** Tasks that ended a moment ago. */
  readonly ended: 'shown' | 'hidden';
  /** How they are marked besides being dim. */
  readonly endedMark: 'none' | 'letter';
  readonly clock: 'shown' | 'hidden';
  readonly amounts: NonNullable<Scale['amounts']>;
  readonly base: Scale['base'];
  /** 1 to 10. */
  readonly threshold: Scale['threshold'];
  /** Length of an interval, in milliseconds. */
  readonly interval: number;
};

/** The columns of iotop, in the order of the keys 1 to 9. */
export const CLASSIC_COLUMNS = [
  'tid',
  'priority',
  'user',
  'read',
  'write',
  'swapin',
  'io',
  'graph',
  'command',
] as const satisfies readonly ColumnId[];

export const DEFAULT_SETTINGS: Settings = {
  unit: 'threads',
  threads: 'flat',
  measure: 'rate',
  since: 'seen',
  show: 'all',
  sortColumn: 'moved',
  sortDirection: 'descending',
  commandStyle: 'full',
  filter: '',
  userNames: 'names',
  columns: new Set(CLASSIC_COLUMNS),
  graph: 'io',
  theme: 'default',
  glyphs: 'unicode',
  ended: 'shown',
  endedMark: 'none',
  clock: 'hidden',
  amounts: 'scaled',
  base: 1024,
  threshold: 2,
  interval: 1000,
};

/** The intervals `+` and `-` step through, in milliseconds. */
export const INTERVALS = [
  100, 200, 500, 1000, 2000, 3000, 5000, 10_000, 15_000, 30_000, 60_000,
] as const;

/** The columns shown, in the table's order. */
export const shownColumns = (settings: Settings): readonly ColumnId[] =>
  COLUMNS.map(({ id }) => id).filter((id) => settings.columns.has(id));

/** Sorted by a column in the direction people look at it first. */
export const sortedBy = (settings: Settings, id: ColumnId): Settings => ({
  ...settings,
  sortColumn: id,
  sortDirection: columnOf(id).firstSort,
});

/** What the columns shown, the order and the filter need of the source. Totals always: a key shows them, and so do the details. */
export const orderOf = ({
  columns,
  sortColumn,
  filter,
  show,
}: Pick<Settings, 'columns' | 'sortColumn' | 'filter' | 'show'>): SourceOrder => {
  const decidesByName = filter !== '' || needsOf([sortColumn]).has('names');
  return {
    counters: countersIn(needsOf([...columns, sortColumn])),
    idleNames: show === 'all' && decidesByName ? 'all' : 'asked',
    totals: 'with-totals',
  };
};
