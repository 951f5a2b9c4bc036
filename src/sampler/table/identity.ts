/** Whether two rows are one task: ids are used again, so the start decides. */
import type { Snapshot, SnapshotView } from './snapshot.ts';

/**
 * Whether the task in a row may have started at that moment: estimates waver.
 *
 * @param within ns: how far the moment may be wrong, `Engine.startTolerance` included; an exact engine's is 0, as its `startWithin` is
 */
export const mayHaveStarted = (
  { columns }: SnapshotView,
  row: number,
  at: number,
  within: number,
): boolean =>
  Math.abs((columns.startedAt[row] as number) - at) <=
  within + (columns.startWithin[row] as number);

/** Whether rows of one id have one start. @param tolerance see `Engine.startTolerance` */
export const isSameTask = (
  a: SnapshotView,
  rowA: number,
  b: SnapshotView,
  rowB: number,
  tolerance: number,
): boolean => {
  const { startedAt, startWithin } = b.columns;
  const within = tolerance + (startWithin[rowB] as number);
  return mayHaveStarted(a, rowA, startedAt[rowB] as number, within);
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
  const { tid, startedAt, startWithin } = next.columns;
  const before = previous.columns;
  let at = 0;
  for (let row = 0; row < next.count; row++) {
    const id = tid[row] as number;
    while (at < previous.count && (before.tid[at] as number) < id) at += 1;
    if (at === previous.count) return;
    if (before.tid[at] !== id || !isSameTask(previous, at, next, row, tolerance)) continue;
    startedAt[row] = before.startedAt[at] as number;
    startWithin[row] = before.startWithin[at] as number;
  }
};
