/** Where the recording that is played stands on the screen: the cells of its activity, and the times they stand for. */
import { type Milliseconds, milliseconds } from '../../lib/units.ts';
import type { Activity } from '../../model/range/activity.ts';
import { type Next, stay, type TuiState } from '../core/state.ts';
import type { MouseEvent } from '../terminal/mouse-sequence.ts';
import { layoutOf } from './layout.ts';

/** The row of the activity, from the top. */
const STRIP_ROW = 1;
/** Cells of the times at both ends, with a blank. */
export const END_WIDTH = '03:00 '.length;

/** Cells of the activity, between the times at its ends. */
export const stripWidth = ({ size }: TuiState): number => Math.max(1, size.columns - 2 * END_WIDTH);

/** The cell of a time, from the left end of the activity; undefined where it lies outside. */
export const cellOfTime = (time: Milliseconds, { from, to }: Activity, width: number) => {
  if (time < from || time > to) return undefined;
  return Math.min(width - 1, Math.floor(((time - from) / Math.max(1, to - from)) * width));
};

/** The earliest time of a cell. */
const timeOfCell = (cell: number, { from, to }: Activity, width: number): Milliseconds =>
  milliseconds(Math.ceil(from + (cell * (to - from)) / width));

/** A press on the activity goes to its time; undefined: it was elsewhere. */
export const onPressInTape = (state: TuiState, { row, column }: MouseEvent): Next | undefined => {
  const { activity } = state;
  if (row !== STRIP_ROW || layoutOf(state).timeRows <= STRIP_ROW) return undefined;
  const width = stripWidth(state);
  const cell = column - END_WIDTH;
  if (activity === undefined || cell < 0 || cell >= width) return stay(state);
  const time = timeOfCell(cell, activity, width);
  return [state, [{ kind: 'play', order: { kind: 'go-to-time', time } }]];
};
