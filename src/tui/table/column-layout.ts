/** Which columns stand, and how wide each is. The table is drawn by it, clicks on titles are found by it. */
import type { Column, ColumnKind } from '../../model/column.ts';
import { CHOSEN_IDS, COLUMN_IDS, type ColumnId, columnOf } from '../../model/columns.ts';
import { DEVICE_COLUMNS } from '../../model/devices/device-columns.ts';
import type { Unit } from '../../model/units/unit.ts';
import { rateWidth } from '../../render/text/cell.ts';
import { chosenColumns } from '../core/settings.ts';
import type { TuiState } from '../core/state.ts';
import { LEAST_USER } from './column-needs.ts';
import { isMissing } from './rows.ts';

export type PlacedColumn = {
  readonly id: ColumnId;
  readonly column: Column;
  /** As it stands above the column, without the mark of the order. */
  readonly title: string;
  /** First cell, from 0. */
  readonly left: number;
  readonly width: number;
};

export type ColumnLayout = readonly PlacedColumn[];

/** `wide`: as in iotop-c. `narrow`: with short titles too. */
type Figures = 'wide' | 'tight' | 'narrow';

/** Cells of the window below which figures are narrow. */
const NARROW_BELOW = { tight: 100, wide: 64 } as const;
const LEAST_COMMAND = 8;
/** Of a device in its tree, with where it is mounted. */
const LEAST_DEVICE = 18;
/** Cells from which a command mostly says what it does to which file. */
const WANTED_COMMAND = 40;
const WIDEST_GRAPH = 30;
const LEAST_GRAPH = 5;
const WIDEST_USER = 9;
const WIDEST_DEVICE = 14;
/** Of times that stand alone. */
const ONE_TIME = '786us'.length;

/** What goes first when there is no room. The column sorted by stays, and what is not in the list. */
const FIRST_TO_GO: readonly ColumnId[] = [
  'device-requeues',
  'device-discards',
  'device-p50',
  'device-queue',
  'device-p99',
  'device-in-flight',
  'device-read-await',
  'device-write-await',
  'request-size',
  'in-flight',
  'iops',
  'swapin',
  'latency',
  'device',
  'from-disk',
  'ppid',
  'priority',
  'user',
  'cgroup',
  'age',
  'waiting',
  'state',
  'read-calls',
  'write-calls',
  'cancelled',
  'share',
  'moved',
  'vfs-read',
  'vfs-write',
  'to-disk',
  'tid',
];

export const columnLayoutOf = (state: TuiState): ColumnLayout => {
  const figures = figuresFor(state);
  const wanted = wantedColumns(state).map((id) => sized(columnOf(id), figures, state));
  const shown = fitting(wanted, state);
  const hasCommand = shown.some(({ id }) => id === 'command');
  const user = state.settings.cells === 'wide' ? undefined : shown.find(({ id }) => id === 'user');
  if (user !== undefined && hasCommand) {
    const wish = Math.min(WANTED_COMMAND, state.size.columns / 2);
    const lacking = Math.max(0, Math.ceil(wish) - roomLeft(shown, state));
    user.width = Math.max(Math.min(user.width, LEAST_USER), user.width - lacking);
  }
  const rest = roomLeft(shown, state);
  const hasGraph = shown.some(({ id }) => id === 'graph');
  const graph = hasGraph ? graphWidth(rest, hasCommand ? commandBesideGraph(state) : undefined) : 0;
  const command = Math.max(0, rest - (graph > 0 ? graph + 1 : 0));
  let left = 0;
  const columns: PlacedColumn[] = [];
  for (const each of shown) {
    const width = each.id === 'graph' ? graph : each.id === 'command' ? command : each.width;
    if (width === 0) continue;
    columns.push({ ...each, left, width });
    left += width + 1;
  }
  return columns;
};

/** What a column is called only where rows are of this unit. */
export const titleFor = (id: ColumnId, unit: Unit): string | undefined =>
  unit === 'devices' ? DEVICE_TITLES[id] : id === 'tid' && unit !== 'threads' ? 'PID' : undefined;

/** Of a device the same columns tell something else. */
const DEVICE_TITLES: Partial<Record<ColumnId, string>> = {
  tid: 'PID',
  io: 'BUSY',
  command: 'DEVICE',
};

/** What a column is called, whether or not it is shown. */
export const titleOf = (id: ColumnId, { settings: { unit } }: TuiState): string =>
  titleFor(id, unit) ?? columnOf(id).title;

/** The columns chosen, less those that would tell nothing; whether there is room for them is another question. */
export const wantedColumns = (state: TuiState): readonly ColumnId[] => {
  const { columns, sortColumn, unit } = state.settings;
  const chosen = chosenColumns(state.settings).filter(
    (id) => columns.has(id) || id === sortColumn || TELLS_SOMETHING[id]?.(state),
  );
  if (unit !== 'devices') return chosen;
  return COLUMN_IDS.filter((id) =>
    chosen.includes(id)
      ? OF_DEVICES.has(id)
      : DEVICE_IDS.has(id) && (TELLS_SOMETHING[id]?.(state) ?? true),
  );
};

/** What rows of this unit may be sorted by, in the table's order. */
export const sortIdsFor = (unit: Unit): readonly ColumnId[] =>
  unit === 'devices'
    ? COLUMN_IDS.filter((id) => OF_DEVICES.has(id) || DEVICE_IDS.has(id))
    : CHOSEN_IDS;

const DEVICE_IDS: ReadonlySet<ColumnId> = new Set(DEVICE_COLUMNS.map(({ id }) => id));

/** Of the columns of tasks those that devices have too. */
const OF_DEVICES: ReadonlySet<ColumnId> = new Set([
  ...(['read', 'write', 'moved', 'share', 'io', 'graph', 'command'] as const),
]);

/** Columns that come and go, see `ChosenColumns`. Of a column of dashes the line about what is not visible says why. */
const TELLS_SOMETHING: Partial<Record<ColumnId, (state: TuiState) => boolean>> = {
  priority: ({ settings, needs, sample }) =>
    settings.cells === 'wide' || (sample?.endedAt ?? 0) - needs.priority < PRIORITY_STAYS,
  swapin: (state) =>
    !isMissing(state, 'swap-wait') && (state.settings.cells === 'wide' || state.needs.swapin),
  'device-discards': ({ needs }) => needs.discards,
  'device-errors': ({ needs }) => needs.errors,
  'device-requeues': ({ needs }) => needs.requeues,
  graph: ({ settings, size }) => settings.cells === 'wide' || size.columns >= NARROW_BELOW.tight,
  'from-disk': ({ settings, needs, size }) =>
    settings.cells !== 'wide' && needs.fromDisk && size.columns >= NARROW_BELOW.tight,
  'to-disk': ({ settings, needs, size }) =>
    settings.cells !== 'wide' && (needs.toDisk || (needs.isWatched && size.columns >= USUAL)),
  latency: (state) => isAskedShown(state, LATENCY_FROM),
  device: (state) => isAskedShown(state, LATENCY_FROM),
  iops: (state) => isAskedShown(state, REQUESTS_FROM),
  'request-size': (state) => isAskedShown(state, REQUESTS_FROM),
  'in-flight': (state) => isAskedShown(state, REQUESTS_FROM),
};

/** ns. Long enough not to come and go, short enough not to be a column of be/4 for ever. */
const PRIORITY_STAYS = 60e9;

/** Cells of the usual window: from here on TO DISK stands from the start, and no other column moves when a task first dirties memory. */
const USUAL = 80;
/** Cells of the window from which a command keeps those it wants beside LAT/P99 and DEVICE, and beside IOPS, AVG-RQ and INFL too. */
const LATENCY_FROM = 118;
const REQUESTS_FROM = 142;

const isAskedShown = ({ settings, needs, size }: TuiState, from: number): boolean =>
  settings.cells !== 'wide' && needs.device > 0 && size.columns >= from;

const figuresFor = ({ settings: { cells }, size }: TuiState): Figures =>
  size.columns < NARROW_BELOW[cells] ? 'narrow' : cells;

type Sized = Omit<PlacedColumn, 'left' | 'width'> & { width: number };

/** Without what a graph and a command take: they have what is left. */
const sized = (column: Column, figures: Figures, state: TuiState): Sized => {
  const title = figures === 'narrow' ? column.title.replace('DISK ', '') : column.title;
  const id = column.id as ColumnId;
  return { id, column, title, width: widthOf(column, title, figures, state) };
};

const widthOf = (
  { id, kind, of }: Column,
  title: string,
  figures: Figures,
  { settings, needs }: TuiState,
): number => {
  if (id === 'command') return 0;
  if (id === 'user')
    return settings.cells === 'wide' ? WIDEST_USER : Math.min(needs.user, WIDEST_USER);
  if (id === 'cgroup') return 24;
  if (id === 'device') return Math.min(Math.max(needs.device, title.length), WIDEST_DEVICE);
  if (id === 'state' || id === 'device-in-flight') return 5;
  if (of === 'devices')
    return Math.max(title.length, kind === 'latencies' ? ONE_TIME : WIDTHS[figures][kind]);
  if (kind === 'id') return needs.id;
  const width = Math.max(WIDTHS[figures][kind], title.length);
  return kind === 'amount' ? Math.max(width, rateWidth(settings)) : width;
};

const roomLeft = (shown: readonly Sized[], { size }: TuiState): number =>
  size.columns - shown.reduce((sum, each) => sum + (isFixed(each) ? each.width + 1 : 0), 0);

const isFixed = ({ id }: Sized): boolean => id !== 'graph' && id !== 'command';

/** Less what must go so that a command stays readable. */
const fitting = (wanted: readonly Sized[], state: TuiState): readonly Sized[] => {
  const least = state.settings.unit === 'devices' ? LEAST_DEVICE : LEAST_COMMAND;
  let shown = wanted;
  for (const id of FIRST_TO_GO) {
    if (roomLeft(shown, state) >= least) break;
    if (id !== state.settings.sortColumn) shown = shown.filter((other) => other.id !== id);
  }
  return shown;
};

/** A graph that stands by need leaves the command what it wants. */
const commandBesideGraph = ({ settings: { cells, columns } }: TuiState): number =>
  cells === 'tight' && !columns.has('graph') ? WANTED_COMMAND : 0;

/**
 * A quarter of what is left, as long as the command keeps its cells; the least where it keeps half; nothing when that is too little to see.
 *
 * @param command absent: there is none
 */
const graphWidth = (rest: number, command: number | undefined): number => {
  const most = command === undefined ? rest : Math.min(Math.floor(rest / 4), rest - 1 - command);
  const width = Math.min(WIDEST_GRAPH, most);
  if (width >= LEAST_GRAPH) return width;
  return rest >= LEAST_GRAPH + 1 + LEAST_COMMAND + 4 ? LEAST_GRAPH : 0;
};

const WIDE: Readonly<Record<ColumnKind, number>> = {
  id: 7,
  text: 10,
  priority: 4,
  amount: 11,
  size: 7,
  share: 7,
  count: 7,
  duration: 8,
  mean: 5,
  latencies: 11,
  graph: 0,
};

const WIDTHS: Readonly<Record<Figures, typeof WIDE>> = {
  wide: WIDE,
  tight: { ...WIDE, amount: 10, size: 6, share: 6, count: 6 },
  narrow: { ...WIDE, amount: 8, size: 6, share: 5, count: 6 },
};
