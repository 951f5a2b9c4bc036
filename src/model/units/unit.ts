/** What a row can be, and the keys of rows that are of many tasks: the same in every interval. */
import { OWNER_NAMES } from '../../sample/asked-fields.ts';
import type { TaskEntry, TaskKey, Tid } from '../../sample/sample.ts';
import { commandNameOf } from '../command-name.ts';
import { GROUP_NAMES, type GroupFacts } from '../groups/group-names.ts';
import type { Owner } from '../owners.ts';

export const UNITS = [
  'threads',
  'processes',
  'programs',
  'users',
  'services',
  'containers',
  'pods',
  'slices',
  'sessions',
  'cgroups',
  'devices',
] as const;
export type Unit = (typeof UNITS)[number];

/** What tasks are added up to first. */
export type TaskUnit = 'threads' | 'processes';

export const taskUnitOf = (unit: Unit): TaskUnit => (unit === 'threads' ? 'threads' : 'processes');

/** Units whose rows are of processes. */
export type GroupUnit = 'programs' | 'users' | CgroupUnit;

/** Those told apart by the control group. */
export type CgroupUnit = keyof typeof GROUP_NAMES;

export const isGroupUnit = (unit: Unit): unit is GroupUnit =>
  unit === 'programs' || unit === 'users' || isCgroupUnit(unit);

export const isCgroupUnit = (unit: Unit): unit is CgroupUnit => unit in GROUP_NAMES;

/** Whether a row is of several tasks, or of none: no task has the id 0. */
export const isFold = ({ tid }: TaskEntry): boolean => tid === 0;

const MARKS = {
  ...{ programs: 'p', users: 'u', services: 's', containers: 'c' },
  ...{ pods: 'k', slices: 'l', sessions: 'n', cgroups: 'g' },
  ...{ devices: 'd', owners: 'o' },
} as const;

/** Of ended tasks added up by command and user. */
export const endedKeyOf = (entry: TaskEntry, command = commandNameOf(entry)): TaskKey =>
  `0@${entry.uid ?? '?'} ${command}` as TaskKey;

/** The same, of the children of one process. */
export const endedKeyUnder = (parent: Tid, entry: TaskEntry): TaskKey =>
  `0@${entry.uid ?? '?'}<${parent} ${commandNameOf(entry)}` as TaskKey;

/** A program is all processes of one command and user. */
export const groupKeyOf = (unit: GroupUnit, entry: TaskEntry): TaskKey => {
  if (isCgroupUnit(unit)) return cgroupKeyOf(unit, entry);
  const name = unit === 'programs' ? ` ${commandNameOf(entry)}` : '';
  return `${MARKS[unit]}@${entry.uid ?? '?'}${name}` as TaskKey;
};

/** The user's id stands for whose service or container it is, if it is a user's. */
export const cgroupKeyOf = (unit: CgroupUnit, facts: GroupFacts): TaskKey => {
  const { name, owner = '?' } = GROUP_NAMES[unit](facts);
  return `${MARKS[unit]}@${owner} ${name}` as TaskKey;
};

export const deviceKeyOf = (name: string): TaskKey => `${MARKS.devices}@${name}` as TaskKey;

/** Of an owner that is no task. */
export const ownerKeyOf = (owner: Owner): TaskKey => `${MARKS.owners}@${owner}` as TaskKey;

/** @returns undefined: the key is of something else */
export const ownerOfKey = (key: TaskKey): Owner | undefined =>
  OWNER_NAMES.find((owner) => ownerKeyOf(owner) === key);

export const isKeyOf = (unit: keyof typeof MARKS, key: TaskKey): boolean =>
  key.startsWith(MARKS[unit]);

/** Whether it is of a row of a service, a container or the like. */
export const isCgroupKey = (key: TaskKey): boolean =>
  UNITS.some((unit) => isCgroupUnit(unit) && isKeyOf(unit, key));

/** What a key of `groupKeyOf`, `endedKeyOf` or `endedKeyUnder` was made of. `uid` NaN: unknown; `name` empty: of a user. */
export const groupOfKey = (key: string): { readonly uid: number; readonly name: string } => {
  const [user = '', ...words] = key.slice(2).split(' ');
  return { uid: Number.parseInt(user, 10), name: words.join(' ') };
};
