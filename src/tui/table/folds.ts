/** Opening and closing a row that adds up several: what it adds up stands below it. */

import { keyOfRow } from '../../model/view/row.ts';
import { idOf, type PlacedRow } from '../../model/view/tree.ts';
import type { TaskKey } from '../../sample/sample.ts';
import type { TuiState } from '../core/state.ts';
import { broughtIntoView } from './cursor.ts';
import { withRows } from './rows.ts';

/** @returns undefined where the selected row cannot be opened */
export const withFoldOpened = (state: TuiState): TuiState | undefined => {
  const placed = selectedRow(state);
  if (placed?.place !== 'closed') return undefined;
  const key = keyOfRow(placed.row);
  return withRows({
    ...state,
    opened: withKey(state.opened, key),
    closed: without(state.closed, key),
  });
};

/** Closes the selected row, or the one in which it stands, and selects that. @returns undefined where it stands in none */
export const withFoldClosed = (state: TuiState): TuiState | undefined => {
  const placed = selectedRow(state);
  if (placed === undefined) return undefined;
  const { depth = 0 } = placed;
  const isAbove = ({ place, depth: other = 0 }: PlacedRow): boolean =>
    place === 'open' && other < depth;
  const at =
    placed.place === 'open'
      ? state.at
      : state.rows.findLastIndex((other, index) => index < state.at && isAbove(other));
  const open = state.rows[at];
  if (open === undefined) return undefined;
  const key = keyOfRow(open.row);
  const [opened, closed] = [without(state.opened, key), withKey(state.closed, key)];
  return broughtIntoView(withRows({ ...state, opened, closed, selected: idOf(open), at }));
};

const selectedRow = ({ selected, rows, at }: TuiState): PlacedRow | undefined =>
  selected === undefined ? undefined : rows[at];

const withKey = (keys: ReadonlySet<TaskKey>, key: TaskKey): ReadonlySet<TaskKey> =>
  new Set([...keys, key]);

const without = (keys: ReadonlySet<TaskKey>, key: TaskKey): ReadonlySet<TaskKey> =>
  new Set([...keys].filter((other) => other !== key));
