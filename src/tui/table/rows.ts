/** The rows of the table: from the sample shown and the settings. Everything that changes either ends here. */
import { columnOf } from '../../model/columns.ts';
import { type GraphSource, HISTORY_LENGTH } from '../../model/totals/history.ts';
import { idleComeLast, rowsAheadOfIdle } from '../../model/view/idle-order.ts';
import { buildReport } from '../../model/view/report.ts';
import { keyOfRow, type Row } from '../../model/view/row.ts';
import { isEverything } from '../../model/view/selection.ts';
import type { SortOrder } from '../../model/view/sort.ts';
import { flat, idOf, type PlacedRow, treeOf } from '../../model/view/tree.ts';
import type { View } from '../../model/view/view.ts';
import type { Capability } from '../../sample/gap.ts';
import type { Sample, TaskEntry } from '../../sample/sample.ts';
import type { Settings } from '../core/settings.ts';
import type { TuiState } from '../core/state.ts';
import { withCursor } from './cursor.ts';
import { layoutOf } from './layout.ts';

/** Shows `sample`, which `past` has already. */
export const withSample = (state: TuiState, sample: Sample): TuiState =>
  withRows({ ...state, sample: rereadable(sample) });

export const withSettings = (state: TuiState, settings: Partial<Settings>): TuiState =>
  withRows({ ...state, settings: { ...state.settings, ...settings } });

/**
 * Reports and orders anew; the selected task is followed.
 *
 * Idle tasks come only as far as they would be seen: of 12,000 tasks the few busy ones fill the window, and making the others
 * costs more than all the rest.
 */
export const withRows = (state: TuiState): TuiState => {
  if (state.sample === undefined) return state;
  const bottom = state.top + layoutOf(state).bodyRows;
  const suffices = ({ exactTo, rows }: TuiState): boolean =>
    bottom <= exactTo &&
    (state.selected === undefined || rows.some((placed) => idOf(placed) === state.selected));
  const busy = withoutIdle(state);
  if (suffices(busy)) return withCursor(busy);
  const some = withSomeIdle(state, bottom);
  return withCursor(some !== undefined && suffices(some) ? some : withAllIdle(state));
};

/** The state with rows enough to show row `bottom - 1` where it belongs. */
export const withRowsDownTo = (state: TuiState, bottom: number): TuiState =>
  bottom <= state.exactTo ? state : withCursor(withAllIdle(state));

const withoutIdle = (state: TuiState): TuiState => {
  const busy = built(state, undefined);
  return { ...busy, exactTo: hasIdle(state) ? rowsAhead(busy) : Number.POSITIVE_INFINITY };
};

const rowsAhead = (state: TuiState): number =>
  state.report === undefined || !comeLast(state) ? 0 : rowsAheadOfIdle(state.report);

/** Among equals the lowest id comes first, so the first `count` rows hold none but the first `count` idle tasks. */
const withSomeIdle = (state: TuiState, count: number): TuiState | undefined => {
  const { selection, settings, sample } = state;
  const { idle } = sample ?? {};
  if (
    !isEverything(selection) ||
    settings.unit !== 'threads' ||
    !comeLast(state) ||
    idle === undefined
  ) {
    return undefined;
  }
  return { ...built(state, () => idle(count)), exactTo: count };
};

const withAllIdle = (state: TuiState): TuiState => ({
  ...built(state, state.sample?.idle),
  exactTo: Number.POSITIVE_INFINITY,
});

const hasIdle = ({ sample, settings }: TuiState): boolean =>
  settings.show === 'all' && sample?.idle !== undefined;

const isTree = ({ settings }: TuiState): boolean =>
  settings.unit === 'threads' && settings.threads === 'grouped';

/** In a tree a process's place depends on all its threads. */
const comeLast = (state: TuiState): boolean =>
  !isTree(state) && idleComeLast({ ...state.settings, sort: sortOf(state) }, state.sample ?? {});

const sortOf = ({ settings }: TuiState): SortOrder => ({
  column: columnOf(settings.sortColumn),
  direction: settings.sortDirection,
});

const built = (state: TuiState, idle: Sample['idle'] | undefined): TuiState => {
  const { sample, past } = state;
  if (sample === undefined) return state;
  const { idle: _, ...busy } = withEnded(sample, state);
  const shown = idle === undefined ? busy : { ...busy, idle };
  const report = buildReport(shown, viewOf(state, sample), past.accumulated);
  const rows = isTree(state) ? treeOf(report) : flat(report.rows);
  return { ...state, report, rows, idWidth: idWidthOf(report.rows, state.idWidth) };
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
export const pastOf = (state: TuiState, placed: PlacedRow, moments: number): readonly number[] => {
  const { past } = state;
  const source = graphSource(state);
  const key = keyOfRow(placed.row);
  return isProcessRow(state, placed)
    ? past.history.ofProcess(key, source, moments)
    : past.history.ofTask(key, source, moments);
};

const idWidthOf = (rows: readonly Row[], before: number): number => {
  let greatest = 0;
  for (const { entry } of rows) if (entry.tid > greatest) greatest = entry.tid;
  return Math.max(before, String(greatest).length);
};

const viewOf = (state: TuiState, sample: Sample): View => {
  const { settings, selection, past } = state;
  const { unit, measure, since, show, commandStyle } = settings;
  const graph = graphSource(state);
  const momentsOf = (row: Row): readonly number[] =>
    unit === 'processes'
      ? past.history.ofProcess(keyOfRow(row), graph, HISTORY_LENGTH)
      : past.history.ofTask(keyOfRow(row), graph, HISTORY_LENGTH);
  return {
    unit,
    measure,
    since,
    show,
    selection,
    sort: sortOf(state),
    context: {
      commandStyle,
      now: sample.endedAt,
      cgroupPath: (id) => state.cgroups.get(id),
      recent: (row) => momentsOf(row).reduce((sum, moment) => sum + moment, 0),
    },
  };
};

/** `idle` may be read only until the next sample; the screen shows the same one again and again. */
const rereadable = (sample: Sample): Sample => {
  const { idle } = sample;
  if (idle === undefined) return sample;
  let read: readonly TaskEntry[] = [];
  let enough = 0;
  return {
    ...sample,
    idle: (most = Number.POSITIVE_INFINITY) => {
      if (most > enough) {
        read = idle(most);
        enough = read.length < most ? Number.POSITIVE_INFINITY : most;
      }
      return read;
    },
  };
};

const withEnded = (sample: Sample, { past, settings }: TuiState): Sample => {
  if (settings.ended === 'hidden') {
    return { ...sample, tasks: sample.tasks.filter((entry) => !entry.ended) };
  }
  const leaving = past.endedLately.before(sample);
  const shown =
    settings.unit === 'threads'
      ? leaving
      : leaving.filter(({ tid, tgid, processLives }) => tid === tgid && !processLives);
  return shown.length === 0 ? sample : { ...sample, tasks: [...sample.tasks, ...shown] };
};
