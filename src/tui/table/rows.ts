/** The rows of the table: from the sample shown and the settings. Everything that changes either ends here. */
import { defined } from '../../lib/defined.ts';
import { columnOf } from '../../model/columns.ts';
import { isFold } from '../../model/totals/fold-key.ts';
import { isActive } from '../../model/totals/increase.ts';
import { type GraphSource, HISTORY_LENGTH } from '../../model/totals/series.ts';
import { buildReport } from '../../model/view/report.ts';
import { keyOfRow, type Row } from '../../model/view/row.ts';
import { flat, type PlacedRow, tidOf, treeOf } from '../../model/view/tree.ts';
import type { View } from '../../model/view/view.ts';
import type { Capability } from '../../sample/gap.ts';
import type { Sample, TaskKey } from '../../sample/sample.ts';
import { seesOwnTasksOnly } from '../core/notices.ts';
import type { Settings } from '../core/settings.ts';
import type { TuiState } from '../core/state.ts';
import { needsWith } from './column-needs.ts';
import { withCursor } from './cursor.ts';
import { layoutOf } from './layout.ts';

export const withSettings = (state: TuiState, settings: Partial<Settings>): TuiState =>
  withRows({ ...state, settings: { ...state.settings, ...settings } });

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
  const view = viewOf(state, most);
  const report = buildReport(withEnded(sample, state), view, memory.accumulated);
  const isTree = view.unit === 'threads' && view.threads === 'grouped';
  const rows = isTree ? treeOf(report) : flat(report.rows);
  const { finalRows } = report;
  return { ...state, report, rows, finalRows, needs: needsWith(report.rows, state.needs) };
};

/** Whether a row stands for a whole process. */
export const isProcessRow = ({ settings }: TuiState, { place }: PlacedRow): boolean =>
  settings.unit === 'processes' || place === 'process';

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
  const { unit, threads, measure, since, show, ended, commandStyle, ...settings } = state.settings;
  const column = columnOf(settings.sortColumn);
  const graph = graphSource(state);
  const pastUnit = unit === 'processes' ? 'process' : 'thread';
  // No function of the view may hold the state, which holds the view before: none would ever be freed.
  const { memory, cgroups } = state;
  const recent = (row: Row): number =>
    pastOf({ memory }, pastUnit, keyOfRow(row), graph, HISTORY_LENGTH).reduce((a, b) => a + b, 0);
  const smoothed = measure === 'rate' ? smoothedOf(state, pastUnit) : undefined;
  const equals = seesOwnTasksOnly(state) ? 'unreadable-last' : 'kernel-threads-last';
  return {
    unit,
    threads,
    measure,
    since,
    show,
    selection: state.selection,
    sort: {
      column,
      direction: settings.sortDirection,
      ...(column.order === undefined ? {} : { equals }),
    },
    most,
    // Under its process a thread stands for itself.
    ...(ended === 'folded' && (unit === 'processes' || threads === 'flat') ? { ended } : {}),
    also: [
      ...(state.selected === undefined ? [] : [tidOf(state.selected)]),
      ...(smoothed === undefined ? [] : state.memory.history.movedLately(pastUnit, most)),
    ],
    context: {
      commandStyle,
      ...defined({ smoothed }),
      cgroupPath: (id) => cgroups.get(id),
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
    smoothed =
      entry.ended && !isFold(entry) && !isActive(entry) ? 0 : history.smoothed(unit, keyOfRow(row));
    return smoothed;
  };
};

const withEnded = (sample: Sample, { memory, settings }: TuiState): Sample => {
  if (settings.ended === 'hidden') {
    return { ...sample, tasks: sample.tasks.filter((entry) => !entry.ended) };
  }
  const leaving = memory.endedLately.before(sample);
  const shown =
    settings.unit === 'threads'
      ? leaving
      : leaving.filter(({ tid, tgid, processLives }) => tid === tgid && !processLives);
  return shown.length === 0 ? sample : { ...sample, tasks: [...sample.tasks, ...shown] };
};
