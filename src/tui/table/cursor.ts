/**
 * Which row is selected and which rows are in view.
 *
 * Only keys and the wheel move the view. Where a selected row goes out of it by itself (others moved more, or its task ended) the
 * view stays and the row is pinned: it takes the last line of the table. So does, for some seconds, a line for a task that has ended and has
 * no row any more.
 */
import type { Nanoseconds } from '../../lib/units.ts';
import { taskName } from '../../model/command-name.ts';
import { isFold } from '../../model/units/unit.ts';
import { idOf, type PlacedRow } from '../../model/view/tree.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { placeOf } from '../../sample/idle-tasks.ts';
import type { TaskEntry } from '../../sample/sample.ts';
import type { TuiState } from '../core/state.ts';
import { layoutOf } from './layout.ts';

export const deselected = (state: TuiState): TuiState => {
  const { selected: _, followed: __, ...rest } = state;
  return rest;
};

/** @param at of a row that there is */
export const withSelected = (state: TuiState, at: number): TuiState =>
  following({ ...deselected(state), at, selected: idOf(state.rows[at] as PlacedRow) });

/** After rows or size changed: the selected row is found again, or its task has ended, or it is let go. */
export const withCursor = (before: TuiState): TuiState => {
  const state = { ...before, top: clamp(before.top, 0, lastTop(before)) };
  if (state.selected === undefined) return state;
  const at = whereSelected(state);
  if (at >= 0) return following({ ...state, at });
  const { followed } = state;
  if (
    followed === undefined ||
    !(followed.endedAt !== undefined || hasEnded(state, followed.entry))
  )
    return deselected(state);
  const ended = { ...state, at: -1, followed: { endedAt: timeOf(state), ...followed } };
  return isLongEnded(ended) ? withoutEnded(ended) : ended;
};

/** How long a task that has ended keeps its line, for one who looks away to see it; in a low window every row is needed. Nanoseconds. */
const ENDED_SHOWN = 30e9;
const ENDED_SHOWN_LOW = 10e9;
const LOW_WINDOW = 15;

/** Of a recording that is played faster, as long on our clock. Not while a page lies over the table. */
const isLongEnded = (state: TuiState): boolean => {
  const { followed, mode, size, playback } = state;
  if (followed?.endedAt === undefined || mode.kind !== 'table') return false;
  const shown = size.rows < LOW_WINDOW ? ENDED_SHOWN_LOW : ENDED_SHOWN;
  return timeOf(state) - followed.endedAt >= shown * (playback?.speed ?? 1);
};

/** The line goes, and says so. */
const withoutEnded = (state: TuiState): TuiState => {
  const { followed, note } = state;
  const said =
    followed &&
    `${sanitize(taskName(followed.entry))} ${followed.entry.tid} has ended; no row is selected`;
  const told =
    said === undefined || note !== undefined ? {} : { note: { tone: 'good', text: said } as const };
  return { ...deselected(state), at: 0, ...told };
};

/** With the selected row's task as it is now. */
const following = (state: TuiState): TuiState => {
  const { entry } = (state.rows[state.at] as PlacedRow).row;
  if (!entry.ended || isFold(entry)) return { ...state, followed: { entry } };
  return { ...state, followed: { endedAt: state.followed?.endedAt ?? timeOf(state), entry } };
};

const timeOf = ({ sample }: TuiState): Nanoseconds => sample?.endedAt ?? (0 as Nanoseconds);

/** Whether the sample shown says that a task without a row has ended: by name, or as it is missing where all that live are listed. */
const hasEnded = ({ sample }: TuiState, { tid, startedAt, ...entry }: TaskEntry): boolean => {
  if (sample === undefined || isFold({ tid, startedAt, ...entry })) return false;
  const found = sample.tasks.find((task) => task.tid === tid && task.startedAt === startedAt);
  if (found !== undefined) return found.ended === true;
  return sample.idle !== undefined && placeOf(sample.idle, tid) < 0;
};

/** Moves the view as little as it takes to have the selected row in it. */
export const broughtIntoView = (state: TuiState): TuiState => {
  const { bodyRows } = layoutOf(state);
  const top = clamp(state.top, state.at - bodyRows + 1, Math.max(0, state.at));
  return { ...state, top: clamp(top, 0, lastTop(state)) };
};

/** Indexes of the rows shown, from the first line of the table down. */
export const rowsInView = (state: TuiState): readonly number[] => {
  const { top, at, rows } = state;
  const { bodyRows } = layoutOf(state);
  const count = Math.min(bodyRows, rows.length - top);
  const lines = Array.from({ length: count }, (_, line) => top + line);
  if (!isPinned(state)) return lines;
  return [...lines.slice(0, bodyRows - 1), ...(hasSelectedEnded(state) ? [] : [at])];
};

/** Whether the selected task has ended and has no row any more. */
export const hasSelectedEnded = ({ selected, at }: TuiState): boolean =>
  selected !== undefined && at < 0;

/** Whether the selected row stands outside the view, or is none any more. */
export const isPinned = (state: TuiState): boolean => {
  const { selected, at, top } = state;
  const { bodyRows } = layoutOf(state);
  return selected !== undefined && bodyRows > 0 && (at < top || at >= top + bodyRows);
};

/** -1: nowhere. */
const whereSelected = ({ selected, rows, at }: TuiState): number => {
  const row = rows[at];
  if (row !== undefined && idOf(row) === selected) return at;
  return rows.findIndex((other) => idOf(other) === selected);
};

/** The row at the top when the last one is in view. */
export const lastTop = (state: TuiState): number =>
  Math.max(0, state.rows.length - layoutOf(state).bodyRows);

export const clamp = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(most, value));
