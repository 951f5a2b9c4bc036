/** Looking at one task alone. What is not in samples (open files, threads) is read anew with every sample. */
import { processKeyOf, processOf } from '../../model/view/processes.ts';
import { quiet } from '../../model/view/zeroed.ts';
import { type Sample, type TaskEntry, type TaskKey, taskKey } from '../../sample/sample.ts';
import { findTarget } from '../core/acted-on.ts';
import type { Effect } from '../core/effects.ts';
import {
  inMode,
  type Message,
  type Mode,
  type Next,
  stay,
  type TuiState,
  tell,
  toTable,
} from '../core/state.ts';
import { stepOf } from './help-mode.ts';
import { openPriority } from './priority-mode.ts';
import { openSignal } from './signal-mode.ts';

type DetailsMode = Extract<Mode, { kind: 'details' }>;

export const openDetails = (state: TuiState): Next => {
  const found = findTarget(state);
  if ('problem' in found) return tell(state, 'error', found.problem);
  const entry = state.rows[state.at]?.row.entry;
  if (entry === undefined) return stay(state);
  const { target } = found;
  return [
    inMode(state, { kind: 'details', target, entry, top: 0 }),
    [{ kind: 'read-details', target }],
  ];
};

/** @param lines how many lines the page has */
export const onDetailsKey = (
  state: TuiState,
  mode: DetailsMode,
  key: string,
  lines: number,
): Next => {
  switch (key) {
    case 'escape':
    case 'q':
    case 'Q':
    case 'enter':
      return toTable(state);
    case 'i':
    case 'I':
      return openPriority(state);
    case 'k':
    case 'K':
      return openSignal(state);
    default:
      return stay(scrollDetails(state, mode, stepOf(key, state.size.rows), lines));
  }
};

export const scrollDetails = (
  state: TuiState,
  mode: DetailsMode,
  by: number,
  lines: number,
): TuiState => {
  const last = Math.max(0, lines - (state.size.rows - 2));
  return inMode(state, { ...mode, top: Math.max(0, Math.min(last, mode.top + by)) });
};

/** After a sample: the task as it is now, and a wish to read the rest again. */
export const refreshDetails = (state: TuiState): Next => {
  const { mode, sample } = state;
  if (mode.kind !== 'details' || sample === undefined) return stay(state);
  const entry = entryOf(sample, mode);
  const effects: readonly Effect[] = entry.ended
    ? []
    : [{ kind: 'read-details', target: mode.target }];
  return [inMode(state, { ...mode, entry }), effects];
};

/** A task of which a sample says nothing did nothing; where idle ones are listed too, it has ended. */
const entryOf = (sample: Sample, { target, entry }: DetailsMode): TaskEntry => {
  const key = taskKey(target.tid, target.startedAt);
  const keyOf = target.unit === 'process' ? processKeyOf : keyOfTask;
  const among = (entries: readonly TaskEntry[]): readonly TaskEntry[] =>
    entries.filter((other) => keyOf(other) === key);
  const busy = among(sample.tasks);
  const found = busy.length > 0 || sample.idle === undefined ? busy : among(sample.idle());
  if (found.length === 0) {
    return sample.idle === undefined ? quiet(entry) : { ...quiet(entry), ended: true };
  }
  return target.unit === 'process' ? processOf(found) : (found[0] as TaskEntry);
};

const keyOfTask = ({ tid, startedAt }: TaskEntry): TaskKey => taskKey(tid, startedAt);

/** What was read arrives; too late when another task is looked at. */
export const onDetails = (
  state: TuiState,
  message: Extract<Message, { kind: 'details' }>,
): TuiState => {
  const { mode } = state;
  if (mode.kind !== 'details') return state;
  const key = taskKey(mode.target.tid, mode.target.startedAt);
  return key === message.key ? inMode(state, { ...mode, details: message.details }) : state;
};
