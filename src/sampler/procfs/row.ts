/** What /proc tells of one task, into one row of a snapshot. */
import type { TaskIo } from '../../kernel/abi/proc/task-io.ts';
import type { TaskStat } from '../../kernel/abi/proc/task-stat.ts';
import { COMM_LENGTH, type TaskColumns } from '../table/snapshot.ts';

/**
 * Fills what `stat` knows.
 *
 * Run time is left unknown: in ticks of 10 ms it stands still for tasks that did run, and the column promises the contrary.
 *
 * @param file the bytes `stat` was decoded from, when the task started (boot clock, ns), and since when delay accounting has been seen to be on; Infinity: it is off
 */
export const fillStat = (
  columns: TaskColumns,
  row: number,
  stat: TaskStat,
  {
    bytes,
    startedAt,
    delaysOnSince,
  }: { readonly bytes: Uint8Array; readonly startedAt: number; readonly delaysOnSince: number },
): void => {
  columns.startedAt[row] = startedAt;
  columns.state[row] = stat.state;
  columns.kernelThread[row] = stat.kernelThread ? 1 : 0;
  columns.ioWait[row] = ioWait(stat, startedAt, delaysOnSince);
  const length = Math.min(stat.commEnd - stat.commStart, COMM_LENGTH - 1);
  for (let i = 0; i < length; i++) {
    columns.comm[row * COMM_LENGTH + i] = bytes[stat.commStart + i] as number;
  }
};

export const fillIo = (columns: TaskColumns, row: number, io: TaskIo): void => {
  columns.read[row] = io.readBytes;
  columns.write[row] = io.writeBytes;
  columns.cancelledWrite[row] = io.cancelledWriteBytes;
  columns.readChars[row] = io.rchar;
  columns.writeChars[row] = io.wchar;
  columns.readCalls[row] = io.syscr;
  columns.writeCalls[row] = io.syscw;
};

/** A zero is one only for a task born while delay accounting was on: others are never watched. */
const ioWait = ({ delayacctBlkio }: TaskStat, startedAt: number, delaysOnSince: number): number => {
  if (delaysOnSince === Number.POSITIVE_INFINITY) return Number.NaN;
  return delayacctBlkio > 0 || startedAt > delaysOnSince ? delayacctBlkio : Number.NaN;
};
