/**
 * Names of idle tasks: user, command line, I/O priority, a kernel thread's whole name. Samples have them of tasks that did something; of idle
 * tasks they are asked for where somebody sees them, and answered before the next frame is drawn.
 */

import type { PlacedRow } from '../../model/view/tree.ts';
import { placeOf, placesOfProcesses } from '../../sample/idle-tasks.ts';
import type { IdleTasks, Sample, TaskNames } from '../../sample/sample.ts';
import { sourceNeeds } from '../core/settings.ts';
import type { MessageOf, Next, TuiState } from '../core/state.ts';
import { rowsInView } from './cursor.ts';
import { isProcessRow, withRows } from './rows.ts';

/** After anything that happened: a wish to know what is shown, sorted by or searched, and not known. */
export const wishForNames = ([state, effects]: Next): Next => {
  const { sample } = state;
  if (sample?.idle === undefined) return [state, effects];
  const places = unnamedPlaces(state, sample.idle);
  if (places.length === 0) return [state, effects];
  return [state, [...effects, { kind: 'read-names', idle: sample.idle, places }]];
};

/** The names of the sample they were read for. */
export const withNames = (
  state: TuiState,
  { idle, places, names }: MessageOf<'names'>,
): TuiState => {
  const { sample } = state;
  if (sample?.idle !== idle) return state;
  const known = [...(idle.names ?? new Array<TaskNames | undefined>(idle.count))];
  places.forEach((place, i) => {
    known[place] = names[i] ?? {};
  });
  const named: Sample = { ...sample, idle: { ...idle, names: known } };
  return withRows({ ...state, sample: named });
};

/** Ascending: of all tasks where names decide what is shown, else of those in view. */
const unnamedPlaces = (state: TuiState, idle: IdleTasks): Int32Array => {
  const isUnnamed = (place: number): boolean => idle.names?.[place] === undefined;
  if (sourceNeeds(state.settings, state.selection).idleNames === 'asked')
    return Int32Array.from(new Set(placesInView(state, idle).filter(isUnnamed))).sort();
  const places = new Int32Array(idle.count);
  let count = 0;
  for (let place = 0; place < idle.count; place++) if (isUnnamed(place)) places[count++] = place;
  return places.subarray(0, count);
};

/** Of the tasks and processes that are looked at. */
const placesInView = (state: TuiState, idle: IdleTasks): readonly number[] => {
  const tids: number[] = [];
  const tgids = new Set<number>();
  const { mode, report, rows } = state;
  for (const index of rowsInView(state)) {
    const placed = rows[index] as PlacedRow;
    const { entry, fold } = placed.row;
    const tid = fold?.first ?? entry.tid;
    if (isProcessRow(state, placed)) tgids.add(tid);
    else tids.push(tid);
    const starter = report?.view.context.starterOf?.(placed.row);
    if (starter !== undefined) tids.push(starter.pid);
  }
  if (mode.kind === 'details') {
    if (mode.target.unit === 'process') tgids.add(mode.target.tgid);
    else tids.push(mode.target.tid);
  }
  return [
    ...tids.map((tid) => placeOf(idle, tid)).filter((place) => place >= 0),
    ...placesOfProcesses(idle, tgids),
    ...(mode.kind === 'only-these' ? placeOfEachUser(idle) : []),
  ];
};

/** One task of each. */
const placeOfEachUser = ({ now, rows, count }: IdleTasks): readonly number[] => {
  const places = new Map<number, number>();
  for (let place = 0; place < count; place++)
    places.set(now.columns.uid[rows[place] as number] as number, place);
  return [...places.values()];
};
