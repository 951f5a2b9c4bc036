/** One task of a difference as a `TaskEntry`: the only place where rows become objects, and only for tasks that matter. */
import { assertNever } from '../lib/assert-never.ts';
import { decodeCString } from '../lib/text.ts';
import { nanoseconds } from '../lib/units.ts';
import type { Increase, TaskEntry, Tid, Totals } from '../sample/sample.ts';
import type { Base } from './difference.ts';
import { findRow } from './identity.ts';
import {
  COMM_LENGTH,
  COUNTERS,
  type Counter,
  type Snapshot,
  type TaskColumns,
} from './snapshot.ts';

/** Where leaders are looked for, in this order. */
export type Neighbours = { readonly next: Snapshot; readonly previous: Snapshot };

/** An entry, and how many of its figures were thrown away because they cannot be. */
export type BuiltEntry = { readonly entry: TaskEntry; readonly discarded: number };

/**
 * @param of the snapshot that holds the row: `next`, or the exits
 */
export const buildEntry = (
  of: Snapshot,
  row: number,
  base: { readonly base: Base; readonly previous: Snapshot },
  neighbours: Neighbours,
): BuiltEntry => {
  const { columns } = of;
  const increase: Partial<Record<Counter, number>> = {};
  let discarded = 0;
  for (let i = 0; i < COUNTERS.length; i++) {
    const name = COUNTERS[i] as Counter;
    const to = columns[name][row] as number;
    if (Number.isNaN(to)) continue;
    const from = startOf(base, name);
    if (Number.isNaN(from)) continue;
    if (isPossible(columns, row, name, to - from)) increase[name] = to - from;
    else discarded += 1;
  }
  return {
    entry: {
      ...identityOf(columns, row, neighbours),
      ...(increase as Increase),
      ...liveFields(columns, row),
    },
    discarded,
  };
};

/** NaN: unknown. */
const startOf = (
  { base, previous }: { readonly base: Base; readonly previous: Snapshot },
  name: Counter,
): number => {
  switch (base.kind) {
    case 'birth':
      return 0;
    case 'row':
      return previous.columns[name][base.row] as number;
    case 'unknown':
      return Number.NaN;
    default:
      return assertNever(base);
  }
};

/** A counter does not fall, and nobody waits longer than they live: the kernel sometimes says a task waited since boot. */
const isPossible = (columns: TaskColumns, row: number, name: Counter, rise: number): boolean => {
  if (rise < 0) return false;
  if (name !== 'ioWait' && name !== 'swapWait') return true;
  const age = (columns.readBefore[row] as number) - (columns.startedAt[row] as number);
  return rise <= age + AGE_MARGIN;
};

/** Starts are estimates. */
const AGE_MARGIN = 50e6;

const identityOf = (
  columns: TaskColumns,
  row: number,
  neighbours: Neighbours,
): Pick<
  TaskEntry,
  'tid' | 'startedAt' | 'comm' | 'tgid' | 'processStartedAt' | 'processComm' | 'kernelThread'
> => {
  const tid = columns.tid[row] as Tid;
  const tgid = columns.tgid[row] as number;
  const comm = commOf(columns, row);
  return {
    tid,
    ...(tgid === 0 ? {} : { tgid: tgid as Tid }),
    startedAt: nanoseconds(columns.startedAt[row] as number),
    comm,
    ...(tgid === 0 || tgid === tid ? {} : leaderOf(tgid, comm, neighbours)),
    ...(columns.kernelThread[row] === 1 ? { kernelThread: true as const } : {}),
  };
};

const leaderOf = (
  tgid: number,
  comm: string,
  { next, previous }: Neighbours,
): Pick<TaskEntry, 'processStartedAt' | 'processComm'> => {
  for (const snapshot of [next, previous]) {
    const row = findRow(snapshot, tgid);
    if (row < 0) continue;
    const leaderComm = commOf(snapshot.columns, row);
    return {
      processStartedAt: nanoseconds(snapshot.columns.startedAt[row] as number),
      ...(leaderComm === comm ? {} : { processComm: leaderComm }),
    };
  }
  return {};
};

const commOf = (columns: TaskColumns, row: number): string =>
  decodeCString(columns.comm, row * COMM_LENGTH, (row + 1) * COMM_LENGTH);

const liveFields = (
  columns: TaskColumns,
  row: number,
): Pick<TaskEntry, 'uid' | 'cgroup' | 'waitingSince' | 'ioPriority' | 'state' | 'totals'> => {
  const uid = columns.uid[row] as number;
  const cgroup = columns.cgroup[row] as number;
  const waitingSince = columns.waitingSince[row] as number;
  const ioPriority = columns.ioPriority[row] as number;
  const state = columns.state[row] as number;
  return {
    ...(Number.isNaN(uid) ? {} : { uid }),
    ...(Number.isNaN(cgroup) ? {} : { cgroup }),
    ...(Number.isNaN(waitingSince) ? {} : { waitingSince: nanoseconds(waitingSince) }),
    ...(ioPriority < 0 ? {} : { ioPriority }),
    ...(state === 0 ? {} : { state: String.fromCharCode(state) }),
    totals: totalsOf(columns, row),
  };
};

const totalsOf = (columns: TaskColumns, row: number): Totals => {
  const totals: Partial<Record<Counter, number>> = {};
  for (let i = 0; i < COUNTERS.length; i++) {
    const name = COUNTERS[i] as Counter;
    const value = columns[name][row] as number;
    if (!Number.isNaN(value) && isPossible(columns, row, name, value)) totals[name] = value;
  }
  return { ...(totals as Increase), kind: 'totals' };
};
