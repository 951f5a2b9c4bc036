/** What a key changed although nobody sees it now: the answer to the key says so, and what shows it. */
import type { ColumnId } from '../../model/columns.ts';
import type { Settings } from '../core/settings.ts';
import type { TuiState } from '../core/state.ts';
import { isNarrow } from '../view/header-cells.ts';
import { columnLayoutOf, titleOf } from './column-layout.ts';

/** ` (not shown: 8 shows it)`; empty: it can be seen. */
export const unseenText = (state: TuiState, setting: keyof Settings): string => {
  const text = UNSEEN[setting]?.(state);
  return text === undefined ? '' : ` (${text})`;
};

/** `, no room`, or `, no room for 2`; empty: there is. @param ids of columns that are chosen */
export const noRoomText = (state: TuiState, ids: readonly ColumnId[]): string => {
  const shown = columnLayoutOf(state);
  const missing = ids.filter((id) => !shown.some((placed) => placed.id === id)).length;
  if (missing === 0) return '';
  return missing === ids.length ? ', no room' : `, no room for ${missing}`;
};

export const titlesOf = (state: TuiState, ids: readonly ColumnId[]): string =>
  ids.map((id) => titleOf(id, state)).join(', ');

const UNSEEN: Partial<Record<keyof Settings, (state: TuiState) => string | undefined>> = {
  graph: (state) =>
    columnLayoutOf(state).some(({ id }) => id === 'graph') ? undefined : 'not shown: 8 shows it',
  since: ({ settings: { measure } }) => (measure === 'rate' ? 'in totals: a' : undefined),
  clock: (state) => {
    if (state.rights === 'replay') return 'not in a replay';
    return isNarrow(state) ? 'no room' : undefined;
  },
  theme: ({ abilities }) => (abilities.colours === 'none' ? 'none here' : undefined),
  glyphs: ({ abilities, settings: { glyphs } }) =>
    glyphs === 'ascii' || abilities.unicode ? undefined : 'no UTF-8 here?',
};
