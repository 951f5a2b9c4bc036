/**
 * How a report over a time groups tasks: a row each way. A new grouping is a new row.
 *
 * A group's subject is what a person calls it; its key is what tells it from others.
 */
import { defined } from '../../lib/defined.ts';
import type { TaskEntry } from '../../sample/sample.ts';
import { commandNameOf, commandText, taskName } from '../command-name.ts';
import { GROUP_NAMES } from '../groups/group-names.ts';
import { type CgroupUnit, cgroupKeyOf } from '../units/unit.ts';
import { processKeyOf } from '../view/processes.ts';

/** Who it is. Not yet sanitized or escaped: a renderer does that. */
export type Subject = {
  readonly name: string;
  /** The process id; of processes only. */
  readonly pid?: number;
  /** The user's id and name; of processes and users only, where known. */
  readonly uid?: number;
  readonly user?: string;
};

export type Grouping = {
  readonly id: string;
  /** What one group is called, and several. */
  readonly noun: string;
  readonly plural: string;
  /** What `Subject.name` is, over a column. */
  readonly title: string;
  /** Entries with the same key are one group. */
  readonly keyOf: (entry: TaskEntry) => string;
  readonly subjectOf: (entry: TaskEntry) => Subject;
};

const byCgroup = (unit: CgroupUnit): Pick<Grouping, 'keyOf' | 'subjectOf'> => ({
  keyOf: (entry) => cgroupKeyOf(unit, entry),
  subjectOf: (entry) => ({ name: GROUP_NAMES[unit](entry).name }),
});

const GROUPINGS = [
  {
    id: 'process',
    noun: 'process',
    plural: 'processes',
    title: 'COMMAND',
    keyOf: processKeyOf,
    subjectOf: (entry) => ({
      name: commandText(asLeader(entry), 'full'),
      pid: entry.tgid ?? entry.tid,
      ...ownerOf(entry),
    }),
  },
  {
    id: 'command',
    noun: 'command',
    plural: 'commands',
    title: 'COMMAND',
    keyOf: (entry) => `${entry.kernelThread ? 'k' : 'u'} ${commandNameOf(entry)}`,
    subjectOf: (entry) => ({ name: taskName(asLeader(entry)) }),
  },
  {
    id: 'user',
    noun: 'user',
    plural: 'users',
    title: 'USER',
    keyOf: (entry) => String(entry.uid ?? '?'),
    subjectOf: (entry) => ({
      name: entry.user ?? (entry.uid === undefined ? 'unknown' : String(entry.uid)),
      ...ownerOf(entry),
    }),
  },
  {
    id: 'service',
    noun: 'service',
    plural: 'services',
    title: 'SERVICE',
    ...byCgroup('services'),
  },
  {
    id: 'container',
    noun: 'container',
    plural: 'containers',
    title: 'CONTAINER',
    ...byCgroup('containers'),
  },
  { id: 'pod', noun: 'pod', plural: 'pods', title: 'POD', ...byCgroup('pods') },
  { id: 'slice', noun: 'slice', plural: 'slices', title: 'SLICE', ...byCgroup('slices') },
  { id: 'session', noun: 'session', plural: 'sessions', title: 'SESSION', ...byCgroup('sessions') },
  {
    id: 'cgroup',
    noun: 'control group',
    plural: 'control groups',
    title: 'CGROUP',
    ...byCgroup('cgroups'),
  },
] as const satisfies readonly Grouping[];

export type GroupingId = (typeof GROUPINGS)[number]['id'];

export const GROUPING_IDS: readonly GroupingId[] = GROUPINGS.map(({ id }) => id);

/** @throws RangeError for an id that is not in the table, which the types rule out */
export const groupingOf = (id: GroupingId): Grouping => {
  const grouping = GROUPINGS.find((candidate) => candidate.id === id);
  if (grouping === undefined) throw new RangeError(`no grouping ${id}`);
  return grouping;
};

/** A thread under its process's name. */
const asLeader = (entry: TaskEntry): TaskEntry => {
  const { tid, tgid = tid } = entry;
  const comm = commandNameOf(entry);
  // Most need no copy, which would take as long as all the rest.
  return tid === tgid && comm === entry.comm ? entry : { ...entry, comm, tid: tgid };
};

const ownerOf = ({ uid, user }: TaskEntry): Pick<Subject, 'uid' | 'user'> => defined({ uid, user });
