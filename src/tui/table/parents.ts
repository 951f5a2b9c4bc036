/** Parents of the processes that are shown: no sample has them, so they are looked up where somebody sees them, anew with every sample. */
import { ancestorsOf } from '../../model/units/parent-tree.ts';
import type { Row } from '../../model/view/row.ts';
import type { Next, TuiState } from '../core/state.ts';
import { hasColumn } from '../settings/column-setting.ts';
import { rowsInView } from './cursor.ts';

/** Looked up after one sample. */
const MOST = 200;

/** After anything that happened: a wish to know the parents that are shown and not known. */
export const wishForParents = ([state, effects]: Next): Next => {
  const pids = new Set<number>();
  for (const { entry } of rowsAbout(state)) {
    const pid = entry.tgid ?? entry.tid;
    if (pid > 0 && !entry.ended && !state.parents.has(pid) && pids.size < MOST) pids.add(pid);
  }
  return pids.size === 0
    ? [state, effects]
    : [state, [...effects, { kind: 'read-parents', pids: [...pids] }]];
};

const rowsAbout = (state: TuiState): readonly Row[] => {
  const { rows, settings, rights } = state;
  if (rights === 'replay') return [];
  if (settings.threads === 'parents') return rows.map(({ row }) => row);
  return hasColumn(settings.columns, 'ppid')
    ? rowsInView(state).flatMap((index) => rows[index]?.row ?? [])
    : [];
};

/** Of all processes whose parents are known. */
export const ancestorsShown = ({ rows, parents }: TuiState): readonly number[] => [
  ...new Set(rows.flatMap(({ row }) => ancestorsOf(row.entry.tid, (pid) => parents.get(pid)))),
];
