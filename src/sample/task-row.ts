/** One row of a table of tasks as fields of a `TaskEntry`: the only place where columns become objects, and only for tasks that matter. */
import { firstFrom } from '../lib/binary-search.ts';
import { decodeCString } from '../lib/text.ts';
import { nanoseconds } from '../lib/units.ts';
import { COUNTER_FIELDS } from './fields.ts';
import {
  COMM_LENGTH,
  type Counter,
  type TaskColumns,
  type TaskEntry,
  type Tid,
  type Totals,
} from './sample.ts';

type Mutable<Type> = { -readonly [Field in keyof Type]: Type[Field] };
/** An entry while it is being made: nobody else holds it yet. */
export type EntryDraft = Mutable<TaskEntry>;

/** A row, in whichever table it is. */
export type RowPlace = { readonly columns: TaskColumns; readonly row: number };

/** The row of `tid`, or -1. @param table sorted by tid */
export const findRow = (
  {
    columns,
    count,
  }: { readonly columns: { readonly tid: ArrayLike<number> }; readonly count: number },
  tid: number,
): number => {
  const row = firstFrom(columns.tid, tid, count);
  return row < count && columns.tid[row] === tid ? row : -1;
};

/**
 * Who the task is and what it is like; no counters.
 * @param leader of its process, for a thread that is not the leader; absent: unknown
 */
export const draftOf = ({ columns, row }: RowPlace, leader?: RowPlace): EntryDraft => {
  const tid = columns.tid[row] as Tid;
  const tgid = columns.tgid[row] as Tid;
  const comm = commAt({ columns, row });
  const draft: EntryDraft = { tid, startedAt: nanoseconds(columns.startedAt[row] as number), comm };
  if (tgid !== 0) draft.tgid = tgid;
  if (leader !== undefined) {
    draft.processStartedAt = nanoseconds(leader.columns.startedAt[leader.row] as number);
    const processComm = commAt(leader);
    if (processComm !== comm) draft.processComm = processComm;
  }
  if (columns.kernelThread[row] === 1) draft.kernelThread = true;
  fillState(draft, columns, row);
  return draft;
};

/** Whether the task has a leader that is another task. */
export const isFollower = ({ columns, row }: RowPlace): boolean =>
  columns.tgid[row] !== 0 && columns.tgid[row] !== columns.tid[row];

/** Whether `leader` may lead the thread: who started later is another's leader, with the same id. */
export const mayLead = (leader: RowPlace, thread: RowPlace): boolean =>
  leader.row >= 0 &&
  (leader.columns.startedAt[leader.row] as number) <=
    (thread.columns.startedAt[thread.row] as number) + START_MARGIN;

const fillState = (draft: EntryDraft, columns: TaskColumns, row: number): void => {
  const uid = columns.uid[row] as number;
  const cgroup = columns.cgroup[row] as number;
  const ioPriority = priorityAt({ columns, row });
  const state = columns.state[row] as number;
  if (!Number.isNaN(uid)) draft.uid = compact(uid);
  if (!Number.isNaN(cgroup)) draft.cgroup = compact(cgroup);
  if (ioPriority !== undefined) draft.ioPriority = ioPriority;
  if (state !== 0) draft.state = String.fromCharCode(state);
};

/** Class none says nothing by itself: whoever looks the names up finds out what it comes to. */
export const priorityAt = ({ columns, row }: RowPlace): number | undefined => {
  const priority = columns.ioPriority[row] as number;
  return priority >> IO_PRIORITY_CLASS_SHIFT > 0 ? priority : undefined;
};

/** An I/O priority's class is above this bit; 0 is none. */
const IO_PRIORITY_CLASS_SHIFT = 13;

/** Where the counters stand; an impossible wait is left out. */
export const totalsAt = ({ columns, row }: RowPlace): Totals => {
  const totals: Partial<Record<Counter, number>> & { kind: 'totals' } = { kind: 'totals' };
  const age = (columns.readBefore[row] as number) - (columns.startedAt[row] as number);
  for (let i = 0; i < COUNTER_FIELDS.length; i++) {
    const name = COUNTER_FIELDS[i] as Counter;
    const value = columns[name][row] as number;
    if (!Number.isNaN(value) && !(isWait(name) && value > age + START_MARGIN))
      totals[name] = compact(value);
  }
  return totals as Totals;
};

/** Nobody waits longer than they live: the kernel sometimes says a task waited since boot. */
export const isWait = (name: Counter): boolean => name === 'ioWait' || name === 'swapWait';

/** ns. Starts are estimates, and a wait that went on at the beginning counts whole. */
export const START_MARGIN = 50e6;

/**
 * The same number, as an integer where it is a small one. What comes out of a Float64Array is a box of its own to V8, 16 bytes
 * each, and of idle tasks there are a dozen a task, nearly all of them nothing.
 */
export const compact = (value: number): number => ((value | 0) === value ? value | 0 : value);

/** The name as far as columns have it. */
export const commAt = ({ columns, row }: RowPlace): string =>
  decodeCString(columns.comm, row * COMM_LENGTH, (row + 1) * COMM_LENGTH);
