/** What can be asked of the tasks that did nothing. Pure: columns in, values out; a task's `place` is its index among `rows`. */
import { firstFrom } from '../lib/binary-search.ts';
import { bytes } from '../lib/units.ts';
import { ASKED, COUNTER_FIELDS, isAsked } from './fields.ts';
import { putCgroupFacts } from './groups/cgroup-facts.ts';
import {
  COMM_LENGTH,
  type Counter,
  type IdleTasks,
  type Increase,
  type TaskColumns,
  type TaskEntry,
  type TaskNames,
  type TaskTable,
} from './sample.ts';
import {
  compact,
  draftOf,
  type EntryDraft,
  findRow,
  isFollower,
  mayLead,
  type RowPlace,
  totalsAt,
} from './task-row.ts';

/** The task at `place`, with what its counters rose by: 0 where they stood still, absent where unknown. */
export const idleEntry = (idle: IdleTasks, place: number): TaskEntry => {
  const here = rowAt(idle, place);
  const draft = idleDraft(idle, here);
  const before = rowBefore(idle, here);
  for (let i = 0; i < COUNTER_FIELDS.length; i++) {
    const name = COUNTER_FIELDS[i] as Counter;
    const rise = riseOf(idle, name, here.row, before);
    if (rise >= 0) (draft as Record<string, unknown>)[name] = compact(rise);
  }
  for (const name of ASKED) if (idle.still.includes(name)) draft[name] = bytes(0);
  return named(draft, idle.names?.[place]);
};

/** As `idleEntry`, of what the engine knows but the counters. */
export const unnamedIdle = (idle: IdleTasks, place: number): TaskEntry =>
  idleDraft(idle, rowAt(idle, place));

const idleDraft = (idle: IdleTasks, here: RowPlace): EntryDraft => {
  const draft = draftOf(here, isFollower(here) ? leaderOf(idle, here) : undefined);
  const group = draft.cgroup === undefined ? undefined : idle.cgroups?.get(draft.cgroup);
  if (group !== undefined) putCgroupFacts(group, draft);
  return draft;
};

/** Whether all that can rise is known and did not. */
export const isStill = (idle: IdleTasks, place: number): boolean => {
  const here = rowAt(idle, place);
  const before = rowBefore(idle, here);
  return (
    riseOf(idle, 'read', here.row, before) === 0 &&
    riseOf(idle, 'write', here.row, before) === 0 &&
    riseOf(idle, 'readChars', here.row, before) === 0 &&
    riseOf(idle, 'writeChars', here.row, before) === 0
  );
};

/** All of them, by task id: thousands of objects. */
export const allIdle = (idle: IdleTasks | undefined): readonly TaskEntry[] =>
  Array.from({ length: idle?.count ?? 0 }, (_, place) => idleEntry(idle as IdleTasks, place));

/** As `idleEntry`, with where its counters stand. */
export const idleEntryWithTotals = (idle: IdleTasks, place: number): TaskEntry => ({
  ...idleEntry(idle, place),
  totals: totalsAt(rowAt(idle, place)),
});

const named = (draft: EntryDraft, names: TaskNames | undefined): TaskEntry => {
  if (names === undefined) return draft;
  const { user, command, ioPriority, comm } = names;
  if (user !== undefined) draft.user = user;
  if (command !== undefined) draft.command = command;
  if (ioPriority !== undefined) draft.ioPriority = ioPriority;
  if (comm !== undefined) draft.comm = comm;
  return draft;
};

/** What a counter of the task at `place` rose by. NaN: unknown; a counter that fell says nothing. */
export const riseAt = (idle: IdleTasks, place: number, counter: keyof Increase): number => {
  if (isAsked(counter)) return idle.still.includes(counter) ? 0 : Number.NaN;
  const here = rowAt(idle, place);
  const rise = riseOf(idle, counter, here.row, rowBefore(idle, here));
  return rise >= 0 ? rise : Number.NaN;
};

/** Where the task `tid` stands among the idle, or -1. */
export const placeOf = (idle: IdleTasks, tid: number): number => {
  const row = findRow(idle.now, tid);
  const place = row < 0 ? idle.count : firstFrom(idle.rows, row, idle.count);
  return place < idle.count && idle.rows[place] === row ? place : -1;
};

/** All places, ascending. */
export const everyPlace = ({ count }: IdleTasks): Int32Array => {
  const places = new Int32Array(count);
  for (let place = 0; place < count; place++) places[place] = place;
  return places;
};

/** The id of the task at `place`. */
export const tidAt = ({ now, rows }: IdleTasks, place: number): number =>
  now.columns.tid[rows[place] as number] as number;

/** Whether the task at `place` is known to be a thread of the kernel. */
export const isKernelThreadAt = ({ now, rows }: IdleTasks, place: number): boolean =>
  now.columns.kernelThread[rows[place] as number] === 1;

/** The process of the task at `place`. */
export const tgidAt = ({ now, rows }: IdleTasks, place: number): number => {
  const row = rows[place] as number;
  return (now.columns.tgid[row] as number) || (now.columns.tid[row] as number);
};

/** Where the idle threads of these processes stand, ascending. */
export const placesOfProcesses = (
  idle: IdleTasks,
  tgids: ReadonlySet<number>,
): readonly number[] => {
  const places: number[] = [];
  if (tgids.size === 0) return places;
  for (let place = 0; place < idle.count; place++)
    if (tgids.has(tgidAt(idle, place))) places.push(place);
  return places;
};

/** The same tasks in tables of their own, which the source does not fill anew. */
export const keptIdle = (idle: IdleTasks): IdleTasks => ({
  ...idle,
  now: copyOf(idle.now),
  before: copyOf(idle.before),
  ...(idle.ran !== undefined && { ran: copyOf(idle.ran) }),
});

/** A table that nobody fills anew. */
export const copyOf = ({ columns, count }: TaskTable): TaskTable => {
  const copies = Object.entries(columns).map(([name, column]) => [
    name,
    column.slice(0, name === 'comm' ? count * COMM_LENGTH : count),
  ]);
  return { columns: Object.fromEntries(copies) as TaskColumns, count };
};

export const rowAt = ({ now, rows }: IdleTasks, place: number): RowPlace => ({
  columns: now.columns,
  row: rows[place] as number,
});

/** The row of the same task in the table before, or what is known where there is none. */
const rowBefore = (idle: IdleTasks, { columns, row }: RowPlace): number =>
  rowAtFirst(idle, columns.tid[row] as number, columns.startedAt[row] as number);

const rowAtFirst = (
  { before, ran, bornFrom }: IdleTasks,
  tid: number,
  startedAt: number,
): number => {
  if (ran !== undefined && findRow(ran, tid) < 0) return AS_BEFORE;
  const known = findRow(before, tid);
  if (known >= 0 && before.columns.startedAt[known] === startedAt) return known;
  return startedAt >= bornFrom ? BORN : UNSEEN;
};

/** The task did not run. */
const AS_BEFORE = -1;
/** It was born since. */
const BORN = -2;
/** It is older, but was not seen. */
const UNSEEN = -3;

/** NaN: unknown. */
const riseOf = (idle: IdleTasks, name: Counter, row: number, known: number): number => {
  const value = idle.now.columns[name][row] as number;
  return value - (known === AS_BEFORE ? value : stoodAt(idle.before, name, known));
};

/** @param known as `rowBefore` says; of a task that ran */
const stoodAt = (before: TaskTable, name: Counter, known: number): number => {
  if (known === BORN) return 0;
  return known < 0 ? Number.NaN : (before.columns[name][known] as number);
};

/**
 * Where a counter of any task stood at the beginning: 0 where it was born since. NaN: unknown.
 * @param idle whose `before` has all tasks
 */
export const valueBefore = (
  idle: Omit<IdleTasks, 'ran'>,
  { tid, startedAt }: TaskEntry,
  counter: Counter,
): number => stoodAt(idle.before, counter, rowAtFirst(idle, tid, startedAt));

/** The leader of a thread: where it lives, else where it was. */
export const leaderOf = ({ now, before }: IdleTasks, thread: RowPlace): RowPlace | undefined => {
  const tgid = thread.columns.tgid[thread.row] as number;
  const living = { columns: now.columns, row: findRow(now, tgid) };
  if (mayLead(living, thread)) return living;
  const earlier = { columns: before.columns, row: findRow(before, tgid) };
  return mayLead(earlier, thread) ? earlier : undefined;
};
