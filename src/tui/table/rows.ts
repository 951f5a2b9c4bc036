/** The rows of the table: from the sample shown and the settings. Everything that changes either ends here. */
import { columnOf } from '../../model/columns.ts';
import { type GraphSource, HISTORY_LENGTH } from '../../model/totals/history.ts';
import { buildReport } from '../../model/view/report.ts';
import { keyOfRow, type Row } from '../../model/view/row.ts';
import type { SortOrder } from '../../model/view/sort.ts';
import { flat, type PlacedRow, tidOf, treeOf } from '../../model/view/tree.ts';
import type { View } from '../../model/view/view.ts';
import type { Capability } from '../../sample/gap.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Settings } from '../core/settings.ts';
import type { TuiState } from '../core/state.ts';
import { withCursor } from './cursor.ts';
import { layoutOf } from './layout.ts';

/** Shows `sample`, which `memory` has already. */
export const withSample = (state: TuiState, sample: Sample): TuiState =>
  withRows({ ...state, sample });

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

const isTree = ({ settings }: TuiState): boolean =>
  settings.unit === 'threads' && settings.threads === 'grouped';

const sortOf = ({ settings }: TuiState): SortOrder => ({
  column: columnOf(settings.sortColumn),
  direction: settings.sortDirection,
});

/** @param most so many rows, from the first, are to stand where they belong */
const built = (state: TuiState, most: number): TuiState => {
  const { sample, memory } = state;
  if (sample === undefined) return state;
  const report = buildReport(
    withEnded(sample, state),
    viewOf(state, sample, most),
    memory.accumulated,
  );
  const rows = isTree(state) ? treeOf(report) : flat(report.rows);
  const { finalRows } = report;
  return { ...state, report, rows, finalRows, idWidth: idWidthOf(report.rows, state.idWidth) };
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

/** The near past of a row, for its graph. */
export const momentsOf = (
  state: TuiState,
  placed: PlacedRow,
  moments: number,
): readonly number[] => {
  const { memory } = state;
  const source = graphSource(state);
  const key = keyOfRow(placed.row);
  return isProcessRow(state, placed)
    ? memory.history.ofProcess(key, source, moments)
    : memory.history.ofTask(key, source, moments);
};

const idWidthOf = (rows: readonly Row[], before: number): number => {
  let greatest = 0;
  for (const { entry } of rows) if (entry.tid > greatest) greatest = entry.tid;
  return Math.max(before, String(greatest).length);
};

const viewOf = (state: TuiState, sample: Sample, most: number): View => {
  const { settings, selection, memory } = state;
  const { unit, threads, measure, since, show, commandStyle } = settings;
  const graph = graphSource(state);
  const momentsOf = (row: Row): readonly number[] =>
    unit === 'processes'
      ? memory.history.ofProcess(keyOfRow(row), graph, HISTORY_LENGTH)
      : memory.history.ofTask(keyOfRow(row), graph, HISTORY_LENGTH);
  return {
    unit,
    threads,
    measure,
    since,
    show,
    selection,
    sort: sortOf(state),
    most,
    ...(state.selected === undefined ? {} : { also: tidOf(state.selected) }),
    context: {
      commandStyle,
      now: sample.endedAt,
      cgroupPath: (id) => state.cgroups.get(id),
      recent: (row) => momentsOf(row).reduce((sum, moment) => sum + moment, 0),
    },
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
