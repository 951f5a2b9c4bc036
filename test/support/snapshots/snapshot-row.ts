/** One row of a snapshot as an object, for tests. */
import { decodeCString } from '../../../src/lib/text.ts';
import {
  COMM_LENGTH,
  COUNTERS,
  type Counter,
  type Snapshot,
} from '../../../src/sampler/table/snapshot.ts';

export type SnapshotRow = { readonly [Name in Counter]: number } & {
  readonly tid: number;
  readonly tgid: number;
  readonly startedAt: number;
  readonly address: number;
  readonly readAfter: number;
  readonly readBefore: number;
  readonly runtime: number;
  readonly waitingSince: number;
  /** Of an ended task. */
  readonly ppid: number;
  readonly uid: number;
  readonly cgroup: number;
  readonly ioPriority: number;
  readonly kernelThread: boolean;
  readonly state: string;
  readonly comm: string;
};

export const rowAt = ({ columns }: Snapshot, row: number): SnapshotRow => {
  const at = (column: Float64Array | Int32Array): number => column[row] as number;
  const counters = Object.fromEntries(COUNTERS.map((name) => [name, at(columns[name])]));
  return {
    ...(counters as Record<Counter, number>),
    tid: at(columns.tid),
    tgid: at(columns.tgid),
    startedAt: at(columns.startedAt),
    address: at(columns.address),
    readAfter: at(columns.readAfter),
    readBefore: at(columns.readBefore),
    runtime: at(columns.runtime),
    waitingSince: at(columns.waitingSince),
    ppid: at(columns.ppid),
    uid: at(columns.uid),
    cgroup: at(columns.cgroup),
    ioPriority: at(columns.ioPriority),
    kernelThread: columns.kernelThread[row] === 1,
    state: String.fromCharCode(columns.state[row] as number),
    comm: decodeCString(columns.comm, row * COMM_LENGTH, (row + 1) * COMM_LENGTH),
  };
};

export const rowsOf = (snapshot: Snapshot): readonly SnapshotRow[] =>
  Array.from({ length: snapshot.count }, (_, row) => rowAt(snapshot, row));

export const rowOf = (snapshot: Snapshot, tid: number): SnapshotRow | undefined => {
  const row = snapshot.columns.tid.subarray(0, snapshot.count).indexOf(tid);
  return row < 0 ? undefined : rowAt(snapshot, row);
};
