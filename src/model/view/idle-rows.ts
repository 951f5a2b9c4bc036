/**
 * Which idle tasks a list needs as entries: those that can stand among its first rows. In most orders idle tasks have nothing in the sort
 * column, so they stand by id, and of ten thousand some forty are made.
 */
import { firstFrom } from '../../lib/binary-search.ts';
import { defined } from '../../lib/defined.ts';
import { nanoseconds } from '../../lib/units.ts';
import { INCREASE_FIELDS } from '../../sample/fields.ts';
import { IdleCursor } from '../../sample/idle-cursor.ts';
import {
  everyPlace,
  idleEntry,
  idleEntryWithTotals,
  isKernelThreadAt,
  placeOf,
  placesOfProcesses,
  tgidAt,
  tidAt,
} from '../../sample/idle-tasks.ts';
import type { IdleTasks, Increase, Sample, TaskEntry, TaskKey, Tid } from '../../sample/sample.ts';
import type { ColumnKind } from '../column.ts';
import { IdleGroups } from '../units/idle-groups.ts';
import {
  type GroupUnit,
  groupKeyOf,
  groupOfKey,
  isGroupUnit,
  isKeyOf,
  taskUnitOf,
} from '../units/unit.ts';
import { groupIntoProcesses } from './processes.ts';
import type { Row } from './row.ts';
import { isEverything, selectedIn } from './selection.ts';
import { comparison, firstInOrder } from './sort.ts';
import type { View } from './view.ts';

/** The idle tasks that are shown, those past `view.most` perhaps left out. */
type IdleShown = {
  readonly entries: readonly TaskEntry[];
  /** So many rows of the list, from the first, stand where they would if none had been left out. */
  readonly finalRows: number;
  /** So many rows are not there. */
  readonly rowsLeftOut: number;
  /** Of programs, users, services and containers: how many processes are left out of rows that are there, by their keys. */
  readonly unmade: ReadonlyMap<TaskKey, number>;
};

export const idleShown = (sample: Sample, view: View): IdleShown => {
  const { most = Number.POSITIVE_INFINITY } = view;
  const { idle } = sample;
  if (idle === undefined || !showsIdle(view)) return ALL_OF_NONE;
  const entryAt = countsFromStart(view) ? idleEntryWithTotals : idleEntry;
  const selected = selectedPlaces(sample, idle, view);
  if (isGroupUnit(view.unit)) {
    const shown = groupsShown(sample, view, view.unit, selected);
    return { ...shown, entries: Array.from(shown.places, (place) => entryAt(idle, place)) };
  }
  const first = most < selected.length ? firstPlaces(sample, view, selected, most) : undefined;
  return {
    entries: Array.from(first ?? selected, (place) => entryAt(idle, place)),
    finalRows: first === undefined ? Number.POSITIVE_INFINITY : most,
    rowsLeftOut: first === undefined ? 0 : rowsOf(view, idle, without(selected, first)),
    unmade: NONE,
  };
};

const NONE: ReadonlyMap<TaskKey, number> = new Map();
const NO_LIMIT = { finalRows: Number.POSITIVE_INFINITY, rowsLeftOut: 0, unmade: NONE };
const ALL_OF_NONE: IdleShown = { entries: [], ...NO_LIMIT };

const without = (places: Int32Array, some: Iterable<number>): Int32Array => {
  const left = new Set(some);
  return places.filter((place) => !left.has(place));
};

/** How many rows these are of. Those of processes are of whole ones that have their leaders. */
const rowsOf = ({ unit, threads }: View, idle: IdleTasks, places: Int32Array): number => {
  if (unit === 'threads' && threads !== 'grouped') return places.length;
  const others = places.filter((place) => tidAt(idle, place) !== tgidAt(idle, place));
  if (unit === 'processes') return places.length - others.length;
  // A process of several threads has a row besides theirs.
  return places.length + new Set(others.map((place) => tgidAt(idle, place))).size;
};

/** Idle tasks cost something to make: only a list that shows them does. */
const showsIdle = (view: View): boolean =>
  view.unit !== 'devices' && (view.show === 'all' || countsFromStart(view));

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

/** Of an idle task nothing, or unknown, which stands with it. */
const FIGURES: ReadonlySet<string> = new Set([
  ...(['amount', 'size', 'share', 'count', 'mean', 'latencies'] as const satisfies ColumnKind[]),
]);

const sortCounter = ({ sort }: View): keyof Increase | undefined =>
  INCREASE_FIELDS.find((field) => sort.column.needs?.includes(field));

/** @param selected places, ascending @returns undefined: all of them are needed to know which come first */
const firstPlaces = (
  sample: Sample,
  view: View,
  selected: Int32Array,
  most: number,
): Iterable<number> | undefined => {
  const idle = sample.idle as IdleTasks;
  if (view.show !== 'all') return undefined;
  if (view.unit === 'processes' || view.threads === 'grouped')
    return placesByProcess(sample, view, selected, most);
  const first = firstOf(sample, view, selected, most);
  const also = placesOf(view.also, idle).filter((place) => selected.includes(place));
  return also.length === 0 ? first : new Set([...first, ...also]);
};

/** Of those of these tasks that are idle. @param keys each begins with an id */
const placesOf = (keys: readonly TaskKey[] = [], idle: IdleTasks): readonly number[] =>
  keys.map((key) => placeOf(idle, Number.parseInt(key, 10))).filter((place) => place >= 0);

/** The first `most` of these places by the view's order, each standing for its own task. */
const firstOf = (
  sample: Sample,
  view: View,
  places: Int32Array,
  most: number,
  rowAt = idleRows(sample, view),
): readonly number[] => {
  const idle = sample.idle as IdleTasks;
  if (view.sort.equals !== 'unreadable-last' && idleStandById(view, idle)) {
    const { equals, column } = view.sort;
    if (equals === undefined || column.kind === 'id') return [...places.subarray(0, most)];
    const isKernelThread = (place: number): boolean => isKernelThreadAt(idle, place);
    const users = places.filter((place) => !isKernelThread(place)).subarray(0, most);
    return [...users, ...places.filter(isKernelThread).subarray(0, most - users.length)];
  }
  const compare = comparison(
    places.length,
    (i) => rowAt(places[i] as number),
    view.sort,
    view.context,
  );
  return firstInOrder(places.length, most, compare).map((i) => places[i] as number);
};

/** The rows of idle tasks, one after the other: each is read before the next is asked for. */
const idleRows = (sample: Sample, view: View): ((place: number) => Row) => {
  const cursor = new IdleCursor(sample.idle as IdleTasks);
  const interval = nanoseconds(sample.endedAt - sample.startedAt);
  const fromStart = countsFromStart(view);
  return (place) => {
    const entry = cursor.at(place);
    const amounts = fromStart ? (entry.totals as Increase) : entry;
    return { entry, amounts, elapsed: interval, interval };
  };
};

/** All threads of the processes that did something, and of the first of the others, which are ordered by their leaders. */
const placesByProcess = (
  sample: Sample,
  view: View,
  selected: Int32Array,
  most: number,
): readonly number[] | undefined => {
  const idle = sample.idle as IdleTasks;
  if (!isEverything(view.selection) || !isOfLeader(view, idle)) return undefined;
  const wanted = new Set<number>(sample.tasks.map(({ tid, tgid = tid }) => tgid));
  const byName = view.sort.column.needs?.includes('names') === true;
  const leaders = selected.filter(
    (place) => isLeader(idle, place, wanted) && (!byName || hasCommand(idle, place)),
  );
  const led = new Set(leaders.map((place) => tgidAt(idle, place)));
  for (const place of selected) {
    const tgid = tgidAt(idle, place);
    if (!led.has(tgid)) wanted.add(tgid);
  }
  for (const place of firstOf(sample, view, leaders, most)) wanted.add(tgidAt(idle, place));
  for (const place of placesOf(view.also, idle)) wanted.add(tgidAt(idle, place));
  return placesOfProcesses(idle, wanted);
};

/**
 * All processes of the programs that did something or are open, one process of the first of the others, and how many more there are.
 * Where the first cannot be told without all, all.
 */
const groupsShown = (
  sample: Sample,
  view: View,
  unit: GroupUnit,
  selected: Int32Array,
): Omit<IdleShown, 'entries'> & { readonly places: Int32Array } => {
  const idle = sample.idle as IdleTasks;
  const { most } = view;
  const isSome = most !== undefined && isEverything(view.selection) && view.show === 'all';
  if (!isSome || !isOfLeader(view, idle)) return { ...ALL_OF_NONE, places: selected };
  const groups = new IdleGroups(idle, unit);
  const { firsts, counts, leaders } = groups;
  const wanted = new Set<number>(groups.others);
  const shown = new Map<number, TaskKey>();
  const show = (group: number, key: TaskKey): void => {
    if (group >= 0) shown.set(group, key);
  };
  for (const { tid, tgid = tid } of sample.tasks) wanted.add(tgid);
  const besides = Array.from(placesOfProcesses(idle, wanted), (place) => idleEntry(idle, place));
  for (const process of groupIntoProcesses([...sample.tasks, ...besides])) {
    const key = groupKeyOf(unit, process);
    show(groups.find(key), key);
  }
  for (const key of [...(view.also ?? []), ...(view.opened ?? [])])
    if (isKeyOf(unit, key)) show(groups.find(key), key);
  const rowAt = groupRows(idleRows(sample, view), groups, unit);
  // Where a row that is there anyway stands may depend on more than its first process.
  const others = firsts.filter((_, group) => !shown.has(group));
  const first = new Set(firstOf(sample, view, others, most, rowAt));
  firsts.forEach((place, group) => {
    if (!first.has(place) && !shown.has(group)) return;
    wanted.add(tgidAt(idle, place));
    if (!shown.has(group)) show(group, groupKeyOf(unit, idleEntry(idle, place)));
  });
  const left = Int32Array.from(counts);
  leaders.forEach((place, index) => {
    const group = groups.groups[index] as number;
    const key = shown.get(group);
    if (key !== undefined && view.opened?.has(key)) wanted.add(tgidAt(idle, place));
    if (wanted.has(tgidAt(idle, place))) left[group] = (left[group] as number) - 1;
  });
  return {
    places: Int32Array.from(placesOfProcesses(idle, wanted)),
    finalRows: firsts.length <= most ? Number.POSITIVE_INFINITY : most,
    rowsLeftOut: firsts.length - shown.size,
    unmade: new Map(Array.from(shown, ([group, key]) => [key, left[group] as number])),
  };
};

/** The rows of programs by the places of their first processes: of several nothing is known but names. */
const groupRows =
  (
    rowAt: (place: number) => Row,
    { firsts, counts }: IdleGroups,
    unit: GroupUnit,
  ): ((place: number) => Row) =>
  (place) => {
    const row = rowAt(place);
    const tasks = counts[firstFrom(firsts, place, firsts.length)] as number;
    const key = groupKeyOf(unit, row.entry);
    const fold = { key, first: row.entry.tid, members: [] };
    if (tasks === 1 && unit === 'programs') return { ...row, fold };
    const { startedAt, uid, user, kernelThread } = row.entry;
    const comm = groupOfKey(key).name;
    const entry = { tid: 0 as Tid, startedAt, comm, ...defined({ uid, user, kernelThread }) };
    return { ...row, entry, tasks, fold };
  };

/**
 * Whether the leader tells where its process stands if no thread did anything, and the first process where its program does. The past is
 * known by key. A user's row names who moved most: of idle ones nobody, but since their start they may have.
 */
const isOfLeader = (view: View, idle: IdleTasks): boolean => {
  const { unit, sort } = view;
  const { kind } = sort.column;
  if (idleStandById(view, idle)) return true;
  if (kind === 'graph') return unit !== 'threads';
  if (unit !== 'programs' && isGroupUnit(unit) && countsFromStart(view)) return false;
  return OF_LEADERS.has(kind);
};

/** Of these a process has what its leader has, if no thread did anything. */
const OF_LEADERS: ReadonlySet<string> = new Set(['id', 'text', 'duration']);

const isLeader = (idle: IdleTasks, place: number, busy: ReadonlySet<number>): boolean => {
  const tgid = tgidAt(idle, place);
  return tidAt(idle, place) === tgid && !busy.has(tgid);
};

/** Of a leader that has none any more that of a thread is shown. */
const hasCommand = ({ names }: IdleTasks, place: number): boolean =>
  names?.[place]?.command !== undefined;

/** The places of the idle tasks a view selects, by id. */
export const selectedPlaces = (
  sample: Sample,
  idle: IdleTasks,
  { selection, unit }: View,
): Int32Array => {
  if (isEverything(selection)) return everyPlace(idle);
  const cursor = new IdleCursor(idle);
  const isSelected = selectedIn(sample, selection, taskUnitOf(unit));
  return everyPlace(idle).filter((place) => isSelected(cursor.at(place)));
};
