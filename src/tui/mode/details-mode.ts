/** Looking at one task alone. What is not in samples (open files, threads) is read anew with every sample. */
import { isFold } from '../../model/units/unit.ts';
import { processKeyOf, processOf } from '../../model/view/processes.ts';
import { zeroed } from '../../model/view/zeroed.ts';
import { idleEntryWithTotals, placeOf, placesOfProcesses } from '../../sample/idle-tasks.ts';
import { type IdleTasks, type Sample, type TaskEntry, taskKey } from '../../sample/sample.ts';
import { findTarget } from '../core/acted-on.ts';
import type { Effect, Target } from '../core/effects.ts';
import {
  inMode,
  type MessageOf,
  type Next,
  stay,
  type TuiState,
  tell,
  toTable,
} from '../core/state.ts';
import { withFoldClosed, withFoldOpened } from '../table/folds.ts';
import { taskToLookAt } from '../view/details/threads.ts';
import { openPriority } from './priority-mode.ts';
import { openSignal } from './signal-mode.ts';

export const openDetails = (state: TuiState): Next => {
  const shown = state.selected === undefined ? undefined : state.rows[state.at]?.row.entry;
  if (shown !== undefined && isFold(shown)) {
    const opened = withFoldOpened(state);
    if (opened !== undefined)
      return tell(opened, 'good', 'opened: Enter on a row below shows its details, here it closes');
    const closed = withFoldClosed(state);
    if (closed !== undefined) return tell(closed, 'good', 'closed: Enter opens it again');
  }
  const found = findTarget(state);
  if ('problem' in found) return tell(state, 'error', found.problem);
  if (shown === undefined) return stay(state);
  const { target } = found;
  const entry = shown.ended ? shown : entryOf(state.sample, target, shown);
  return [inMode(state, { kind: 'details', target, entry, top: 0 }), [wishToRead(state, target)]];
};

/** @returns undefined: a key that may scroll */
export const onDetailsKey = (state: TuiState, key: string): Next | undefined =>
  ACTIONS[key]?.(state);

const ACTIONS: Readonly<Record<string, (state: TuiState) => Next>> = {
  escape: toTable,
  q: toTable,
  Q: toTable,
  enter: toTable,
  i: openPriority,
  I: openPriority,
  k: openSignal,
  K: openSignal,
};

/** After a sample: the task as it is now, and a wish to read the rest again. */
export const refreshDetails = (state: TuiState): Next => {
  const refreshed = refreshedEntry(state);
  const { mode } = refreshed;
  return mode.kind === 'details' && !mode.entry.ended
    ? [refreshed, [wishToRead(refreshed, mode.target)]]
    : stay(refreshed);
};

const wishToRead = ({ sample }: TuiState, target: Target): Effect => ({
  kind: 'read-details',
  target,
  waiting: taskToLookAt(sample, target),
});

/** The task looked at as the sample shown has it. */
export const refreshedEntry = (state: TuiState): TuiState => {
  const { mode, sample } = state;
  return mode.kind === 'details' && sample !== undefined
    ? inMode(state, { ...mode, entry: entryOf(sample, mode.target, mode.entry) })
    : state;
};

/** A task of which a sample says nothing did nothing; where idle ones are listed too, it has ended. @param before as last seen */
const entryOf = (sample: Sample | undefined, target: Target, before: TaskEntry): TaskEntry => {
  if (sample === undefined) return before;
  const key = taskKey(target.tid, target.startedAt);
  const isTarget = (entry: TaskEntry): boolean =>
    (target.unit === 'process' ? processKeyOf(entry) : taskKey(entry.tid, entry.startedAt)) === key;
  const found = [...sample.tasks, ...idleOf(sample.idle, target)].filter(isTarget);
  const [first] = found;
  if (first !== undefined) return target.unit === 'process' ? processOf(found) : first;
  return sample.idle === undefined ? zeroed(before) : { ...zeroed(before), ended: true };
};

/** Idle tasks that bear the id of the target. */
const idleOf = (idle: IdleTasks | undefined, { unit, tid, tgid }: Target): readonly TaskEntry[] => {
  if (idle === undefined) return [];
  const places =
    unit === 'process'
      ? placesOfProcesses(idle, new Set([tgid]))
      : [placeOf(idle, tid)].filter((at) => at >= 0);
  return places.map((place) => idleEntryWithTotals(idle, place));
};

/** What was read arrives; too late when another task is looked at. Of a task that has ended what was read before stays. */
export const onDetails = (state: TuiState, message: MessageOf<'details'>): TuiState => {
  const { mode } = state;
  if (mode.kind !== 'details') return state;
  const key = taskKey(mode.target.tid, mode.target.startedAt);
  const { details } = message;
  if (key !== message.key || (details.isGone && mode.details !== undefined)) return state;
  if (mode.details === undefined) return inMode(state, { ...mode, details });
  const looks = [...mode.details.looks, ...details.looks].slice(-MOST_LOOKS);
  return inMode(state, { ...mode, details: { ...details, looks }, earlier: mode.details });
};

/** Those of ten seconds, at twenty a second. */
const MOST_LOOKS = 200;
