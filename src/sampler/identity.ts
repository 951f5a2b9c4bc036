/** Whether two rows are one task: ids are used again, so the start decides. */
import type { Snapshot } from './snapshot.ts';

/**
 * @param tolerance see `Engine.startTolerance`; 0 compares exactly
 */
export const isSameTask = (
  a: Snapshot,
  rowA: number,
  b: Snapshot,
  rowB: number,
  tolerance: number,
): boolean => {
  const apart = Math.abs(
    (a.columns.startedAt[rowA] as number) - (b.columns.startedAt[rowB] as number),
  );
  return tolerance === 0 ? apart === 0 : apart <= tolerance + within(a, rowA) + within(b, rowB);
};

const within = ({ columns }: Snapshot, row: number): number => columns.startWithin[row] as number;

/** Gives `rowB` the start by which the task is known already, so that its identity does not waver. */
export const keepStart = (a: Snapshot, rowA: number, b: Snapshot, rowB: number): void => {
  b.columns.startedAt[rowB] = a.columns.startedAt[rowA] as number;
  b.columns.startWithin[rowB] = within(a, rowA);
};

/** The row of `tid`, or -1. The snapshot is sorted. */
export const findRow = ({ columns, count }: Snapshot, tid: number): number => {
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = columns.tid[middle] as number;
    if (found === tid) return middle;
    if (found < tid) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
};
