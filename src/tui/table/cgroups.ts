/**
 * Paths of the control groups in the table, by their ids. The kernel tells a task's id with everything else, the path only when
 * asked: it is asked when somebody looks at the column, once an id, and never while a sample is taken.
 */
import type { CgroupMember, CgroupPaths, Effect } from '../core/effects.ts';
import type { Next, TuiState } from '../core/state.ts';

/** Looked up after one sample; the rows in view, which come first, are fewer. */
const MOST_AT_ONCE = 200;

/** Paths kept. A machine that starts a container a second begins anew once in an hour. */
const MOST_KEPT = 4000;

/** After a sample: a wish to know the groups that are shown and not known. */
export const wishForCgroups = ([state, effects]: Next): Next => {
  if (!state.settings.columns.has('cgroup')) return [state, effects];
  const members = unknownGroups(state);
  const wish: Effect = { kind: 'read-cgroups', members };
  return [state, members.length === 0 ? effects : [...effects, wish]];
};

/** From the first row in view on, for those are looked at; an ended task has no group any more. */
const unknownGroups = ({ rows, top, cgroups }: TuiState): readonly CgroupMember[] => {
  const wanted = new Map<number, CgroupMember>();
  for (let index = 0; index < rows.length && wanted.size < MOST_AT_ONCE; index++) {
    const entry = rows[(top + index) % rows.length]?.row.entry;
    if (entry?.cgroup === undefined || entry.ended || cgroups.has(entry.cgroup)) continue;
    if (!wanted.has(entry.cgroup)) {
      wanted.set(entry.cgroup, { id: entry.cgroup, tid: entry.tid });
    }
  }
  return [...wanted.values()];
};

export const withCgroups = (known: CgroupPaths, found: CgroupPaths): CgroupPaths =>
  new Map([...(known.size > MOST_KEPT ? [] : known), ...found]);
