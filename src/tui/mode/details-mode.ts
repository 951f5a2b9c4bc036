/** Looking at one task alone. What is not in samples (open files, threads) is read anew with every sample. */
import { taskKey } from '../../sample/sample.ts';
import type { Effect } from '../outside.ts';
import {
  inMode,
  type Message,
  type Mode,
  type Next,
  stay,
  type TuiState,
  tell,
  toTable,
} from '../state.ts';
import { findTarget } from '../target.ts';
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

export const onDetailsKey = (state: TuiState, mode: DetailsMode, key: string): Next => {
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
      return stay(scrollDetails(state, mode, stepOf(key, state.size.rows)));
  }
};

export const scrollDetails = (state: TuiState, mode: DetailsMode, by: number): TuiState => {
  const files = (mode.details?.openFiles.length ?? 0) + (mode.details?.threads.length ?? 0);
  return inMode(state, { ...mode, top: Math.max(0, Math.min(files, mode.top + by)) });
};

/** After a sample: the task as it is now, and a wish to read the rest again. */
export const refreshDetails = (state: TuiState): Next => {
  const { mode } = state;
  if (mode.kind !== 'details') return stay(state);
  const key = taskKey(mode.target.tid, mode.target.startedAt);
  const entry = state.rows.find(({ row }) => row.key === key)?.row.entry ?? mode.entry;
  const effects: readonly Effect[] = entry.ended
    ? []
    : [{ kind: 'read-details', target: mode.target }];
  return [inMode(state, { ...mode, entry }), effects];
};

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
