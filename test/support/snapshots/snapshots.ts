/** Builds snapshots for tests: what a test is not about is filled in. */
import {
  COMM_LENGTH,
  COUNTERS,
  type Counter,
  clearRow,
  newSnapshot,
  reserve,
  type Snapshot,
} from '../../../src/sampler/table/snapshot.ts';

export type TaskRow = Partial<Record<Counter, number>> & {
  readonly tid: number;
  readonly tgid?: number;
  readonly startedAt?: number;
  readonly startWithin?: number;
  readonly address?: number;
  readonly comm?: string;
  readonly ppid?: number;
  readonly uid?: number;
  readonly waitingSince?: number;
  readonly readBefore?: number;
  readonly readAfter?: number;
};

/** Nanoseconds of a second, for readable times. */
export const S = 1e9;

/** @param at boot time of the pass, ns */
export const snapshotOf = (at: number, tasks: readonly TaskRow[]): Snapshot => {
  const snapshot = newSnapshot(1);
  reserve(snapshot, tasks.length);
  snapshot.count = tasks.length;
  snapshot.startedAt = at;
  snapshot.endedAt = at;
  const { columns } = snapshot;
  tasks.forEach((task, row) => {
    clearRow(columns, row);
    for (const name of COUNTERS) columns[name][row] = task[name] ?? 0;
    columns.tid[row] = task.tid;
    columns.tgid[row] = task.tgid ?? task.tid;
    columns.startedAt[row] = task.startedAt ?? 1 * S;
    columns.startWithin[row] = task.startWithin ?? 0;
    columns.readAfter[row] = task.readAfter ?? at;
    columns.readBefore[row] = task.readBefore ?? at;
    columns.address[row] = task.address ?? Number.NaN;
    columns.ppid[row] = task.ppid ?? 0;
    columns.uid[row] = task.uid ?? 1000;
    columns.waitingSince[row] = task.waitingSince ?? Number.NaN;
    const comm = task.comm ?? `task-${task.tid}`;
    for (let i = 0; i < Math.min(comm.length, COMM_LENGTH - 1); i++) {
      columns.comm[row * COMM_LENGTH + i] = comm.charCodeAt(i);
    }
  });
  return snapshot;
};
