/** Idle tasks for tests, as columns: what each rose by, over a table before in which all counters stand at 0. */
import { encodeText } from '../../../src/lib/text.ts';
import { COUNTER_FIELDS } from '../../../src/sample/fields.ts';
import { cgroupFactsOf } from '../../../src/sample/groups/cgroup-facts.ts';
import {
  COMM_LENGTH,
  type IdleTasks,
  type TaskColumns,
  type TaskEntry,
  type TaskNames,
} from '../../../src/sample/sample.ts';
import { newColumns } from '../../../src/sampler/table/snapshot.ts';

/** @param entries what is absent is unknown; their names are known already. Leaders that are not among them are listed, but not idle. */
export const idleTasksOf = (entries: readonly TaskEntry[]): IdleTasks => {
  const idle = new Set(entries);
  const listed = [...entries, ...missingLeaders(entries)].sort((a, b) => a.tid - b.tid);
  const count = listed.length;
  const [now, before] = [newColumns(count), newColumns(count)];
  listed.forEach((entry, row) => {
    fillTask(now, row, entry);
    fillTask(before, row, entry);
    for (const field of COUNTER_FIELDS) {
      now[field][row] = entry.totals?.[field] ?? entry[field] ?? Number.NaN;
      before[field][row] = (now[field][row] as number) - (entry[field] ?? Number.NaN);
    }
  });
  const groups = listed.flatMap((entry) =>
    entry.cgroup === undefined || entry.cgroupPath === undefined
      ? []
      : [[entry.cgroup, cgroupFactsOf(entry)] as const],
  );
  const rows = listed.flatMap((entry, row) => (idle.has(entry) ? [row] : []));
  return {
    now: { columns: now, count },
    before: { columns: before, count },
    rows: Int32Array.from(rows),
    count: rows.length,
    bornFrom: Number.POSITIVE_INFINITY,
    still: ['read', 'write', 'cancelledWrite', 'ioWait', 'swapWait'],
    cgroups: new Map(groups),
    names: rows.map((row) => namesOf(listed[row] as TaskEntry)),
  };
};

const missingLeaders = (entries: readonly TaskEntry[]): readonly TaskEntry[] => {
  const leaders = new Map<number, TaskEntry>();
  const tids = new Set<number>(entries.map(({ tid }) => tid));
  for (const { tgid, processStartedAt, processComm, comm } of entries) {
    if (tgid === undefined || processStartedAt === undefined || tids.has(tgid)) continue;
    leaders.set(tgid, {
      tid: tgid,
      tgid,
      startedAt: processStartedAt,
      comm: processComm ?? comm,
    });
  }
  return [...leaders.values()];
};

const fillTask = (columns: TaskColumns, row: number, entry: TaskEntry): void => {
  columns.tid[row] = entry.tid;
  columns.tgid[row] = entry.tgid ?? 0;
  columns.startedAt[row] = entry.startedAt;
  columns.readBefore[row] = Number.POSITIVE_INFINITY;
  columns.runtime[row] = Number.NaN;
  columns.uid[row] = entry.uid ?? Number.NaN;
  columns.cgroup[row] = entry.cgroup ?? Number.NaN;
  columns.ioPriority[row] = entry.ioPriority ?? -1;
  columns.kernelThread[row] = entry.kernelThread ? 1 : 0;
  columns.state[row] = entry.state?.charCodeAt(0) ?? 0;
  const comm = encodeText(entry.comm).subarray(0, COMM_LENGTH - 1);
  columns.comm.set(comm, row * COMM_LENGTH);
};

/** Filled as the describer fills them: what is spread together is several times as slow to read, and a benchmark would tell of that. */
const namesOf = ({ user, command, ioPriority, comm, kernelThread }: TaskEntry): TaskNames => {
  const names: { -readonly [Name in keyof TaskNames]: TaskNames[Name] } = {};
  if (user !== undefined) names.user = user;
  if (kernelThread) names.comm = comm;
  if (command !== undefined) names.command = command;
  if (ioPriority !== undefined) names.ioPriority = ioPriority;
  return names;
};

/** The same with nobody's name looked up yet. */
export const withoutNames = ({ names: _, ...idle }: IdleTasks): IdleTasks => idle;
