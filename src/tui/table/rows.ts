/** The rows of the table: from the sample shown and the settings. Everything that changes either ends here. */
import { defined } from '../../lib/defined.ts';
import { columnOf } from '../../model/columns.ts';
import { isActive } from '../../model/totals/increase.ts';
import { type GraphSource, HISTORY_LENGTH } from '../../model/totals/series.ts';
import { deviceTree } from '../../model/units/device-tree.ts';
import { parentTree } from '../../model/units/parent-tree.ts';
import { groupKeyOf, isFold, isGroupUnit, type Unit } from '../../model/units/unit.ts';
import { processKeyOf } from '../../model/view/processes.ts';
import { buildReport } from '../../model/view/report.ts';
import { keyOfRow, type Row } from '../../model/view/row.ts';
import { flat, keyOfId, type PlacedRow, type RowId, treeOf } from '../../model/view/tree.ts';
import type { Report, View } from '../../model/view/view.ts';
import type { Capability } from '../../sample/gap.ts';
import { type Sample, type TaskEntry, type TaskKey, taskKey } from '../../sample/sample.ts';
import { seesOwnTasksOnly } from '../core/notices.ts';
import { type Settings, sortedColumn } from '../core/settings.ts';
import type { TuiState } from '../core/state.ts';
import { SETTINGS, type SettingName } from '../settings/settings-table.ts';
import { needsWith } from './column-needs.ts';
import { withCursor } from './cursor.ts';
import { layoutOf } from './layout.ts';
import { ancestorsShown } from './parents.ts';

/** Rows are made anew unless the settings decide about their drawing only. */
export const withSettings = (before: TuiState, settings: Partial<Settings>): TuiState => {
  const state = { ...before, settings: { ...before.settings, ...settings } };
  const names = Object.keys(settings) as readonly SettingName[];
  if (names.every((name) => SETTINGS[name].decides === 'drawing')) return state;
  if (unitShown(state) === unitShown(before)) return withRows(state);
  const { selected: _, ...others } = state;
  const key = keyIn(unitShown(state), before);
  return withRows(key === undefined ? others : { ...state, selected: key });
};

/** The selected row, or the first of what it adds up, as it is where a row is of more, or of less. */
const keyIn = (unit: Unit, { selected, rows, at }: TuiState): RowId | undefined => {
  const row = selected === undefined ? undefined : rows[at]?.row;
  const entry = row && (isFold(row.entry) ? row.fold?.members[0]?.entry : row.entry);
  if (entry === undefined || unit === 'devices') return undefined;
  return (isGroupUnit(unit) ? groupKeyOf(unit, entry) : processKeyOf(entry)) as string as RowId;
};

/**
 * Reports and orders anew; the selected task is followed.
 *
 * Idle tasks come only as far as they would be seen: of 12,000 tasks the few busy ones fill the window, and making the others
 * costs more than all the rest.
 */
export const withRows = (state: TuiState): TuiState =>
  withCursor(built(state, state.top + layoutOf(state).bodyRows));

/** The state with rows enough to show row `bottom - 1` where it belongs. */
export const withRowsDownTo = (state: TuiState, bottom: number): TuiState =>
  bottom <= state.finalRows ? state : withCursor(built(state, bottom));

/** @param most so many rows, from the first, are to stand where they belong */
const built = (state: TuiState, most: number): TuiState => {
  const { sample, memory } = state;
  if (sample === undefined) return state;
  const leaving = leavingIn(sample, state);
  const view = viewOf(state, most);
  const report = buildReport(withEnded(sample, leaving, state), view, memory.accumulated);
  const isDevices = view.unit === 'devices';
  const isTree = isByParents(state) || (view.unit === 'threads' && view.threads === 'grouped');
  const rows = isByParents(state)
    ? parentTree(report, (pid) => state.parents.get(pid), state)
    : isTree
      ? treeOf(report)
      : isDevices
        ? deviceTree(report)
        : flat(report, state.opened);
  const finalRows = isTree || isDevices ? report.finalRows : finalIn(rows, report);
  return { ...state, report, rows, finalRows, needs: needsWith(rows, state.needs, sample.endedAt) };
};

/** Of threads as of devices there is none. */
export const isByParents = ({ settings: { threads, unit } }: TuiState): boolean =>
  threads === 'parents' && unit !== 'threads' && unit !== 'devices';

/** What a row is: in a tree by parents a process. */
export const unitShown = (state: TuiState): Unit =>
  isByParents(state) ? 'processes' : state.settings.unit;

/** What is open comes in besides. */
const finalIn = (placed: readonly PlacedRow[], { rows, finalRows }: Report): number => {
  const next = rows[finalRows];
  return next === undefined
    ? Math.max(finalRows, placed.length)
    : placed.findIndex(({ row }) => row === next);
};

/** Whether a row stands for a whole process. */
export const isProcessRow = ({ settings }: TuiState, { place }: PlacedRow): boolean =>
  settings.unit !== 'threads' || place === 'process';

/** Whether the engine said that it cannot see something. */
export const isMissing = ({ sample }: TuiState, what: Capability): boolean =>
  sample?.gaps.some((gap) => gap.kind === 'unavailable' && gap.what === what) ?? false;

/** What the graph shows: where nobody knows of waits, bytes. */
export const graphSource = (state: TuiState): GraphSource =>
  state.settings.graph === 'io' && isMissing(state, 'io-wait') ? 'both' : state.settings.graph;

/** The near past of a task or a process, for its graph. */
export const pastOf = (
  { memory: { history } }: Pick<TuiState, 'memory'>,
  unit: 'thread' | 'process',
  key: TaskKey,
  source: GraphSource,
  moments: number,
): readonly number[] =>
  unit === 'process'
    ? history.ofProcess(key, source, moments)
    : history.ofTask(key, source, moments);

const viewOf = (state: TuiState, most: number): View => {
  const { threads, measure, since, show, ended, commandStyle, ...settings } = state.settings;
  const unit = unitShown(state);
  const column = columnOf(sortedColumn(state.settings));
  const graph = graphSource(state);
  const pastUnit = unit === 'threads' ? 'thread' : 'process';
  // No function of the view may hold the state, which holds the view before: none would ever be freed.
  const { memory, parents } = state;
  const recent = (row: Row): number =>
    pastOf({ memory }, pastUnit, keyOfRow(row), graph, HISTORY_LENGTH).reduce((a, b) => a + b, 0);
  const smoothed = measure === 'rate' ? smoothedOf(state, pastUnit) : undefined;
  const equals = seesOwnTasksOnly(state) ? 'unreadable-last' : 'kernel-threads-last';
  return {
    unit,
    threads: threads === 'grouped' ? threads : 'flat',
    measure,
    since,
    show,
    owners: 'shown',
    selection: state.selection,
    sort: {
      column,
      direction: settings.sortDirection,
      ...(column.order === undefined || column.kind === 'id' ? {} : { equals }),
    },
    most,
    // Under its process a thread stands for itself.
    ...(ended === 'folded' && (unit !== 'threads' || threads !== 'grouped')
      ? { ended: isByParents(state) ? ('folded-by-parent' as const) : ended }
      : {}),
    also: [
      ...(state.selected === undefined ? [] : [keyOfId(state.selected)]),
      ...(smoothed === undefined ? [] : state.memory.history.movedLately(unit, most)),
      ...(isByParents(state) ? ancestorsShown(state).map((pid) => taskKey(pid, 0)) : []),
    ],
    opened: state.opened,
    context: {
      commandStyle,
      ...defined({ smoothed }),
      parentOf: (pid) => parents.get(pid),
      recent,
    },
  };
};

/** Who has ended is among the others only for the interval in which it did. */
const smoothedOf = (
  { memory: { history } }: TuiState,
  unit: 'thread' | 'process',
): ((row: Row) => number) => {
  // Order and ranks ask for the same row one after the other.
  let last: Row | undefined;
  let smoothed = 0;
  return (row) => {
    if (row === last) return smoothed;
    const { entry } = row;
    last = row;
    smoothed = entry.ended && !isActive(entry) ? 0 : history.smoothed(unit, keyOfRow(row));
    return smoothed;
  };
};

/** Who ended before the sample and is still shown. */
const leavingIn = (sample: Sample, { memory, settings }: TuiState): readonly TaskEntry[] => {
  if (settings.ended === 'hidden') return [];
  const leaving = memory.endedLately.before(sample);
  return settings.unit === 'threads'
    ? leaving
    : leaving.filter(({ tid, tgid, processLives }) => tid === tgid && !processLives);
};

const withEnded = (
  sample: Sample,
  leaving: readonly TaskEntry[],
  { settings }: TuiState,
): Sample => {
  if (settings.ended === 'hidden') {
    return { ...sample, tasks: sample.tasks.filter((entry) => !entry.ended) };
  }
  return leaving.length === 0 ? sample : { ...sample, tasks: [...sample.tasks, ...leaving] };
};
