/**
 * From a sample to rows ready to print: select, group, measure, sort, and the header's figures.
 *
 * Pure: the same sample and view give the same report, live or replayed.
 */
import { defined } from '../../lib/defined.ts';
import type { Nanoseconds } from '../../lib/units.ts';
import { nanoseconds } from '../../lib/units.ts';
import type { Sample, TaskEntry, TaskKey } from '../../sample/sample.ts';
import { taskKey } from '../../sample/sample.ts';
import type { Accumulated, Accumulator } from '../totals/accumulate.ts';
import type { Foldable } from '../totals/ended-folds.ts';
import { headerOf } from '../totals/header.ts';
import {
  addInto,
  increaseOf,
  type MutableIncrease,
  movedBy,
  netWrite,
} from '../totals/increase.ts';
import { deviceRows, movedByDisks } from '../units/device-rows.ts';
import { type EndedParentOf, endedParents, startersIn } from '../units/ended-parents.ts';
import { foldRows, withEndedFolded, withMostEndedFolded } from '../units/fold.ts';
import { ownerRows } from '../units/owner-rows.ts';
import { groupKeyOf, isGroupUnit, taskUnitOf } from '../units/unit.ts';
import { contextOf, movedInInterval } from './context.ts';
import { idleShown, idleStandById, selectedPlaces } from './idle-rows.ts';
import { groupIntoProcesses, processKeyOf, processOf } from './processes.ts';
import type { Row } from './row.ts';
import { hasSomething, selectedIn } from './selection.ts';
import { sortRows } from './sort.ts';
import type { Report, View } from './view.ts';
import { zeroed } from './zeroed.ts';

/** @param accumulated needed for the measures `total` and `average`; the sample has been added to it already */
export const buildReport = (sample: Sample, asked: View, accumulated?: Accumulator): Report => {
  const context = {
    ...contextOf(sample, asked.context, movedByAllIn(sample, asked, accumulated)),
    // Under the parent nobody need say who it is.
    ...(asked.ended !== 'folded-by-parent' && { starterOf: startersIn(sample) }),
  };
  const view: View = { ...asked, context };
  const idle = idleShown(sample, view);
  const { finalRows, rowsLeftOut } = idle;
  const isSelected = selectedIn(sample, view.selection, taskUnitOf(view.unit));
  const visible = [...sample.tasks.filter(isSelected), ...idle.entries];
  const rows =
    view.measure === 'rate' || accumulated === undefined
      ? intervalRows(sample, view, visible)
      : accumulatedRows(sample, view, visible, accumulated, isSelected);
  return {
    sample,
    view,
    header: headerOf(sample, view, rows, accumulated),
    rows: sortRows(
      view.unit === 'devices'
        ? worthShowing(deviceRows(sample, view, accumulated), view)
        : [
            ...listed(rows, view, { unmade: idle.unmade, parentOf: endedParents(sample.tasks) }),
            ...(view.owners === 'shown' ? ownerRows(sample, view, accumulated) : []),
          ],
      view.sort,
      view.context,
    ),
    finalRows,
    rowsLeftOut,
  };
};

/** @returns undefined where counters of all tasks since their start would have to be known */
const movedByAllIn = (
  sample: Sample,
  view: View,
  accumulated: Accumulator | undefined,
): number | undefined => {
  const { measure, since } = view;
  if (view.unit === 'devices') return movedByDisks(sample, view, accumulated);
  if (measure === 'rate') return movedInInterval(sample);
  if (since === 'started' || accumulated === undefined) return undefined;
  let sum = 0;
  for (const [, { amounts }] of accumulated.owners()) sum += movedBy(amounts);
  for (const { amounts } of accumulated.all()) sum += movedBy(amounts);
  return sum;
};

/** A report in which idle tasks are no rows, and where they stand. */
export type LongReport = {
  readonly report: Report;
  /** Their places in the sample, by id; among the rows behind the first `ahead` each belongs where its id says. */
  readonly idle: Int32Array;
  readonly ahead: number;
};

/** For whoever prints every task: of tens of thousands of sleepers no rows are made and sorted where their ids say how they stand. */
export const buildLongReport = (
  sample: Sample,
  view: View,
  accumulated?: Accumulator,
): LongReport => {
  const { idle, ...busy } = sample;
  const standBehind =
    idle !== undefined &&
    view.show === 'all' &&
    view.measure === 'rate' &&
    view.unit === 'threads' &&
    view.sort.direction === 'descending' &&
    view.sort.equals === undefined &&
    idleStandById(view, idle);
  if (!standBehind) {
    const report = buildReport(sample, view, accumulated);
    return { report, idle: new Int32Array(0), ahead: report.rows.length };
  }
  const report = buildReport(busy, view, accumulated);
  return {
    report: { ...report, sample },
    idle: selectedPlaces(sample, idle, view),
    ahead: rowsWithSomething(report),
  };
};

/** Rows that stand before all that have nothing in the sort column. */
const rowsWithSomething = ({ rows, view }: Report): number => {
  const { value, order = value, ranks = [] } = view.sort.column;
  const first = rows.findIndex((row) => {
    const figure = order(row, view.context);
    const hasFigure = typeof figure === 'number' && figure > 0;
    return !hasFigure && !ranks.some((rank) => rank(row, view.context) > 0);
  });
  return first < 0 ? rows.length : first;
};

/** The row of a task in a view of rates. */
export const rowOfEntry = (entry: TaskEntry, interval: Nanoseconds): Row => ({
  entry,
  amounts: entry,
  elapsed: interval,
  interval,
});

const listed = (
  rows: readonly Row[],
  view: View,
  {
    unmade,
    parentOf,
  }: { readonly unmade: ReadonlyMap<TaskKey, number>; readonly parentOf: EndedParentOf },
): readonly Row[] => {
  const shown = worthShowing(rows, view);
  const { unit, measure, mostEnded, ended } = view;
  const tasksOf = measure === 'rate' ? tasksNow : undefined;
  if (isGroupUnit(unit)) {
    const keyOf = ({ entry }: Row): TaskKey => groupKeyOf(unit, entry);
    const lone = unit === 'programs' ? 'bears-key' : 'is-folded';
    return foldRows(shown, { keyOf, lone, unmade, parentOf, ...defined({ tasksOf }) });
  }
  if (ended !== undefined)
    return withEndedFolded(shown, {
      parentOf,
      apart: ended === 'folded-by-parent',
      ...defined({ tasksOf }),
    });
  return measure === 'rate' || mostEnded === undefined
    ? shown
    : withMostEndedFolded(shown, mostEnded);
};

/** A task that ended before the interval has a row for what is written of it, or so that a reader sees it leave: no row counts it. */
const tasksNow = ({ entry }: Row): number => (entry.endedBefore ? 0 : 1);

const worthShowing = (rows: readonly Row[], { show }: View): readonly Row[] =>
  show === 'all' ? rows : rows.filter(WORTH_SHOWING[show]);

const WORTH_SHOWING: Readonly<Record<Exclude<View['show'], 'all'>, (row: Row) => boolean>> = {
  active: hasSomething,
  moved: ({ amounts }) => (amounts.read ?? 0) > 0 || (netWrite(amounts) ?? 0) > 0,
};

export const lengthOf = (sample: Sample): Nanoseconds =>
  nanoseconds(sample.endedAt - sample.startedAt);

const intervalRows = (
  sample: Sample,
  view: View,
  entries: readonly TaskEntry[],
): readonly Row[] => {
  const interval = lengthOf(sample);
  const grouped = view.unit === 'threads' ? entries : groupIntoProcesses(entries);
  return grouped.map((entry) => rowOfEntry(entry, interval));
};

/** Everything ever seen, and the idle where they are shown. */
const accumulatedRows = (
  sample: Sample,
  view: View,
  visible: readonly TaskEntry[],
  accumulated: Accumulator,
  isSelected: (entry: TaskEntry) => boolean,
): readonly Row[] => {
  const parts: Part[] = [];
  const now = new Set<string>();
  for (const entry of visible) {
    const key = taskKey(entry.tid, entry.startedAt);
    now.add(key);
    parts.push(partOf(entry, accumulated.get(key), sample, view));
  }
  for (const past of accumulated.all()) {
    const { entry } = past;
    if (now.has(taskKey(entry.tid, entry.startedAt))) continue;
    const still = zeroed(entry);
    if (isSelected(still)) parts.push(partOf(still, past, sample, view));
  }
  return view.unit === 'threads'
    ? parts.map((part) => rowOfPart(part, sample))
    : groupParts(parts, sample);
};

/** A task of an accumulated view: what it does now, and what it did in all. */
type Part = Foldable;

const partOf = (
  entry: TaskEntry,
  past: Accumulated | undefined,
  sample: Sample,
  view: View,
): Part => {
  const tasks = past?.tasks ?? 1;
  return view.since === 'started' && entry.totals !== undefined
    ? { entry, amounts: entry.totals, since: entry.startedAt, tasks }
    : {
        entry,
        // A task that never did anything since it was seen did what it does now: nothing.
        amounts: past?.amounts ?? entry,
        since: view.since === 'started' ? entry.startedAt : (past?.since ?? sample.startedAt),
        tasks,
      };
};

const groupParts = (parts: readonly Part[], sample: Sample): readonly Row[] => {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const key = processKeyOf(part.entry);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [part]);
    else group.push(part);
  }
  return Array.from(groups.values(), (group) => rowOfPart(processPart(group), sample));
};

const processPart = (threads: readonly Part[]): Part => {
  const amounts: MutableIncrease = {};
  let since = Infinity;
  let tasks = 0;
  for (const thread of threads) {
    addInto(amounts, thread.amounts);
    since = Math.min(since, thread.since);
    tasks += thread.tasks;
  }
  const entry = processOf(threads.map((thread) => thread.entry));
  return { entry, amounts, since: nanoseconds(since), tasks };
};

/** What was accumulated goes on growing, so the row has a copy. */
const rowOfPart = ({ entry, amounts, since, tasks }: Part, sample: Sample): Row => ({
  entry,
  amounts: increaseOf(amounts),
  elapsed: nanoseconds(sample.endedAt - since),
  interval: lengthOf(sample),
  tasks,
});
