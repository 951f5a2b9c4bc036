/**
 * One `struct taskstats` into one row of a snapshot: the hot path of the taskstats engine, nothing allocated.
 *
 * Callers have checked that the struct lies wholly inside the view and is of the layout's version.
 */

import type { TaskstatsLayout } from '../../kernel/abi/netlink/taskstats-layout.ts';
import { U64_HIGH } from '../../lib/byte-reader.ts';
import { COMM_LENGTH, type SnapshotColumns } from '../table/snapshot.ts';

/** Kernel threads are children of kthreadd, which is task 2. */
const KTHREADD = 2;

export type RowTime = {
  /** Boot clock, ns: the kernel filled the struct in between these. */
  readonly after: number;
  readonly before: number;
  /** ns: delay accounting has been on this long. A wait of zero is known to be zero in a task younger than that. */
  readonly delaysKnownFor: number;
};

/**
 * Writes every column but the ids, NaN where taskstats knows nothing: the row holds what another task left in it. Waits stay unknown for a
 * task that shows no sign of a delay record.
 *
 * @param at offset of the struct in `view`
 */
export const fillRow = (
  view: DataView,
  at: number,
  layout: TaskstatsLayout,
  columns: SnapshotColumns,
  row: number,
  time: RowTime,
): void => {
  const age = u64(view, at + layout.acEtime) * 1000;
  columns.startedAt[row] = time.before - age;
  columns.startWithin[row] = time.before - time.after;
  columns.readAfter[row] = time.after;
  columns.readBefore[row] = time.before;
  columns.read[row] = u64(view, at + layout.readBytes);
  columns.write[row] = u64(view, at + layout.writeBytes);
  columns.cancelledWrite[row] = u64(view, at + layout.cancelledWriteBytes);
  columns.readChars[row] = u64(view, at + layout.readChar);
  columns.writeChars[row] = u64(view, at + layout.writeChar);
  columns.readCalls[row] = Number.NaN;
  columns.writeCalls[row] = Number.NaN;
  columns.runtime[row] = u64(view, at + layout.cpuRunVirtualTotal);
  columns.uid[row] = view.getUint32(at + layout.acUid, true);
  columns.cgroup[row] = Number.NaN;
  columns.address[row] = Number.NaN;
  columns.ioPriority[row] = -1;
  columns.waitingSince[row] = Number.NaN;
  columns.state[row] = 0;
  const tid = view.getUint32(at + layout.acPid, true);
  const parent = view.getUint32(at + layout.acPpid, true);
  columns.ppid[row] = parent;
  columns.kernelThread[row] = parent === KTHREADD || (tid === KTHREADD && parent === 0) ? 1 : 0;
  const hasWaits = age < time.delaysKnownFor || hasDelayRecord(view, at, layout.delayCounts);
  columns.ioWait[row] = hasWaits ? u64(view, at + layout.blkioDelayTotal) : Number.NaN;
  columns.swapWait[row] = hasWaits ? u64(view, at + layout.swapinDelayTotal) : Number.NaN;
  fillComm(view, at + layout.acComm, columns.comm, row * COMM_LENGTH);
};

/** Any delay ever counted proves the record; most tasks have copied a page on write at least. */
const hasDelayRecord = (view: DataView, at: number, counts: readonly number[]): boolean => {
  for (let i = 0; i < counts.length; i++) {
    const offset = at + (counts[i] as number);
    if (view.getUint32(offset, true) !== 0 || view.getUint32(offset + 4, true) !== 0) return true;
  }
  return false;
};

const fillComm = (view: DataView, from: number, comm: Uint8Array, to: number): void => {
  for (let i = 0; i < COMM_LENGTH; i++) comm[to + i] = view.getUint8(from + i);
};

const u64 = (view: DataView, offset: number): number =>
  view.getUint32(offset, true) + view.getUint32(offset + 4, true) * U64_HIGH;
