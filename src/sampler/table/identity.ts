/** Whether two rows are one task: ids are used again, so the start decides. */
import { firstFrom } from './binary-search.ts';
import type { Snapshot, SnapshotView } from './snapshot.ts';

/**
 * @param tolerance see `Engine.startTolerance`; 0 compares exactly
 */
export const isSameTask = (
  a: SnapshotView,
  rowA: number,
  b: SnapshotView,
  rowB: number,
  tolerance: number,
): boolean => {
  const apart = Math.abs(
    (a.columns.startedAt[rowA] as number) - (b.columns.startedAt[rowB] as number),
  );
  return tolerance === 0
    ? apart === 0
    : apart <= tolerance + startWithin(a, rowA) + startWithin(b, rowB);
};

/**
 * Whether two rows of one id and start are of different tasks: of a leader, and of the thread that took its place by exec. Where addresses are unknown
 * this cannot be told, and the answer is no.
 */
export const areTwoTasks = (
  a: SnapshotView,
  rowA: number,
  b: SnapshotView,
  rowB: number,
): boolean => addressesDiffer(a.columns.address[rowA] as number, b.columns.address[rowB] as number);

/** Whether rows of one id and start are of one task for certain. */
export const areOneTask = (a: SnapshotView, rowA: number, b: SnapshotView, rowB: number): boolean =>
  a.columns.address[rowA] === b.columns.address[rowB];

/** NaN, which is unknown, differs from nothing. */
export const addressesDiffer = (a: number, b: number): boolean => a < b || a > b;

const startWithin = ({ columns }: SnapshotView, row: number): number =>
  columns.startWithin[row] as number;

/**
 * Gives each task of `next` that is in `previous` the start it has there. To be called once, when a pass has been read: where starts are
 * estimates, each pass reckons them anew, and a task's identity must not change with that.
 *
 * @param tolerance see `Engine.startTolerance`; with 0 starts are exact and nothing changes
 */
export const keepKnownStarts = (
  previous: SnapshotView,
  next: Snapshot,
  tolerance: number,
): void => {
  if (tolerance === 0) return;
  const { columns } = next;
  const known = previous.columns;
  let at = 0;
  for (let row = 0; row < next.count; row++) {
    const tid = columns.tid[row] as number;
    while (at < previous.count && (known.tid[at] as number) < tid) at += 1;
    if (at === previous.count) return;
    if (known.tid[at] !== tid || !isSameTask(previous, at, next, row, tolerance)) continue;
    columns.startedAt[row] = known.startedAt[at] as number;
    columns.startWithin[row] = known.startWithin[at] as number;
  }
};

/** The row of `tid`, or -1. The snapshot is sorted. */
export const findRow = ({ columns, count }: SnapshotView, tid: number): number => {
  const row = firstFrom(columns.tid, tid, count);
  return row < count && columns.tid[row] === tid ? row : -1;
};
