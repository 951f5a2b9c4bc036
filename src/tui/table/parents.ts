/** Parents of the processes that are shown: samples have those of ended tasks alone, so the others are looked up where somebody sees them, anew with every sample. */
import { type EndedParentOf, endedParents } from '../../model/units/ended-parents.ts';
import { ancestorsOfEntry } from '../../model/units/parent-tree.ts';
import type { Row } from '../../model/view/row.ts';
import type { Next, TuiState } from '../core/state.ts';
import { hasColumn } from '../settings/column-setting.ts';
import { rowsInView } from './cursor.ts';

/** Looked up after one sample. */
const MOST = 200;

/** After anything that happened: a wish to know the parents that are shown and not known. */
export const wishForParents = ([state, effects]: Next): Next => {
  const pids = new Set<number>();
  const isTree = state.settings.threads === 'parents';
  const endedParentOf = endedParentsIn(state);
  for (const { entry } of rowsAbout(state)) {
    // Whose child an ended one was is known; only what stands above that is not.
    const above = isTree ? endedParentOf(entry) : undefined;
    const pid = entry.ended ? above : (entry.tgid ?? entry.tid);
    if (pid !== undefined && pid > 0 && !state.parents.has(pid) && pids.size < MOST) pids.add(pid);
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
export const ancestorsShown = (state: TuiState): readonly number[] => {
  const { rows, parents } = state;
  const endedParentOf = endedParentsIn(state);
  const above = rows.flatMap(({ row }) =>
    ancestorsOfEntry(row.entry, (pid) => parents.get(pid), endedParentOf),
  );
  return [...new Set(above)];
};

const endedParentsIn = ({ report }: TuiState): EndedParentOf =>
  endedParents(report?.sample.tasks ?? []);
