/**
 * Which idle tasks a list needs as entries: those that can stand among its first rows. In most orders idle tasks have nothing in the sort
 * column, so they stand by id, and of ten thousand some forty are made.
 */
import {
  idleEntry,
  idleEntryWithTotals,
  placeOf,
  placesOfProcesses,
  tgidAt,
  topIdle,
} from '../../sample/idle-tasks.ts';
import {
  type IdleTasks,
  INCREASE_FIELDS,
  type Increase,
  type Sample,
  type TaskEntry,
} from '../../sample/sample.ts';
import { isEverything, isSelected } from './selection.ts';
import type { View } from './view.ts';

/** The idle tasks that are shown, those past `view.most` perhaps left out. */
export type IdleShown = {
  readonly entries: readonly TaskEntry[];
  /** So many rows of the list, from the first, stand where they would if none had been left out. */
  readonly finalRows: number;
};

export const idleShown = ({ tasks, idle }: Sample, view: View): IdleShown => {
  const { most = Number.POSITIVE_INFINITY } = view;
  if (idle === undefined || !showsIdle(view)) return ALL_OF_NONE;
  const entryAt = countsFromStart(view) ? idleEntryWithTotals : idleEntry;
  const first = most < idle.count ? firstPlaces(idle, tasks, view, most) : undefined;
  const places = first ?? everyPlace(idle);
  const entries: TaskEntry[] = [];
  for (const place of places) {
    const entry = entryAt(idle, place);
    if (isEverything(view.selection) || isSelected(entry, view.selection, view.unit))
      entries.push(entry);
  }
  return { entries, finalRows: first === undefined ? Number.POSITIVE_INFINITY : most };
};

const ALL_OF_NONE: IdleShown = { entries: [], finalRows: Number.POSITIVE_INFINITY };

/** Idle tasks cost something to make: only a list that shows them does. */
const showsIdle = (view: View): boolean => view.show === 'all' || countsFromStart(view);

const countsFromStart = ({ measure, since }: View): boolean =>
  measure !== 'rate' && since === 'started';

/** Whether all idle tasks have nothing in the sort column, so that their ids decide. */
export const idleStandById = (view: View, idle: IdleTasks): boolean => {
  const { kind } = view.sort.column;
  if (kind === 'id') return view.sort.direction === 'ascending';
  if (!FIGURES.has(kind) || countsFromStart(view)) return false;
  const counter = sortCounter(view);
  return counter === undefined || idle.still.includes(counter);
};

const FIGURES: ReadonlySet<string> = new Set(['amount', 'share', 'count']);

const sortCounter = ({ sort }: View): keyof Increase | undefined =>
  INCREASE_FIELDS.find((field) => sort.column.needs?.includes(field));

/** undefined: all of them are needed to know which come first. */
const firstPlaces = (
  idle: IdleTasks,
  tasks: readonly TaskEntry[],
  view: View,
  most: number,
): Int32Array | undefined => {
  if (!isEverything(view.selection) || view.show !== 'all') return undefined;
  const byId = idleStandById(view, idle);
  if (view.unit === 'processes' || view.threads === 'grouped')
    return byId ? placesByProcess(idle, tasks, most, view.also) : undefined;
  const counter = sortCounter(view);
  const also = view.also === undefined ? -1 : placeOf(idle, view.also);
  if (byId) return withPlace(everyPlace(idle).subarray(0, most), also);
  if (counter === undefined || countsFromStart(view) || view.sort.direction === 'ascending')
    return undefined;
  return withPlace(topIdle(idle, counter, most), also);
};

/** All threads of the processes that did something, and of the first of the others. */
const placesByProcess = (
  idle: IdleTasks,
  tasks: readonly TaskEntry[],
  most: number,
  also = 0,
): Int32Array => {
  const wanted = new Set(tasks.map(({ tid, tgid = tid }) => tgid as number));
  const others = new Set<number>();
  for (let place = 0; place < idle.count; place++) others.add(tgidAt(idle, place));
  const first = [...others].filter((tgid) => !wanted.has(tgid)).sort((a, b) => a - b);
  for (const tgid of first.slice(0, most)) wanted.add(tgid);
  const alsoAt = placeOf(idle, also);
  wanted.add(alsoAt < 0 ? also : tgidAt(idle, alsoAt));
  return Int32Array.from(placesOfProcesses(idle, wanted));
};

const withPlace = (places: Int32Array, also: number): Int32Array =>
  also < 0 || places.includes(also) ? places : Int32Array.of(...places, also);

const everyPlace = ({ count }: IdleTasks): Int32Array => new Int32Array(count).map((_, i) => i);

/** The places of the idle tasks a view selects, by id. */
export const selectedPlaces = (idle: IdleTasks, { selection, unit }: View): Int32Array =>
  isEverything(selection)
    ? everyPlace(idle)
    : everyPlace(idle).filter((place) => isSelected(idleEntry(idle, place), selection, unit));
