/** The selected service or container by the kernel's own count: read with each sample, of it alone. */
import { groupFolderOf } from '../../model/groups/group-folder.ts';
import { isCgroupUnit } from '../../model/units/unit.ts';
import type { MessageOf, Next, TuiState } from '../core/state.ts';
import { unitShown } from './rows.ts';

/** The path of the control group that is the selected row, or in whose row the selected one stands; undefined: there is none. */
const selectedGroup = (state: TuiState): string | undefined => {
  const { selected, rows, at } = state;
  const unit = unitShown(state);
  const row = selected === undefined || !isCgroupUnit(unit) ? undefined : rows[at]?.row;
  if (row === undefined || !isCgroupUnit(unit)) return undefined;
  const members = row.fold?.members ?? [row];
  const { entry } = members.find(({ entry: { ended } }) => !ended) ?? members[0] ?? row;
  return groupFolderOf(unit, entry);
};

/** After anything that happened: a wish to know the figures of what is selected, once a sample. */
export const wishForGroup = ([state, effects]: Next): Next => {
  const { group, sample, rights, mode } = state;
  if (rights === 'replay' || mode.kind !== 'table' || sample === undefined) return [state, effects];
  const path = selectedGroup(state);
  const isSame = group !== undefined && group.path === path;
  if (isSame && group.askedAt === sample.endedAt) return [state, effects];
  if (path === undefined) return [withoutGroup(state), effects];
  const asked = { ...(isSame && group), path, askedAt: sample.endedAt };
  return [{ ...state, group: asked }, [...effects, { kind: 'read-group', path }]];
};

const withoutGroup = ({ group: _, ...state }: TuiState): TuiState => state;

/** What was read arrives; too late when something else is selected. */
export const withGroup = (state: TuiState, { path, figures }: MessageOf<'group'>): TuiState => {
  const { group } = state;
  if (group?.path !== path) return state;
  const { figures: earlier } = group;
  return { ...state, group: { ...group, figures, ...(earlier && { earlier }) } };
};
