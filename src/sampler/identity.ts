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
  return tolerance === 0 ? apart === 0 : apart <= tolerance + readingTime(b, rowB);
};

/** The kernel filled the row in somewhere within this time, and its start was reckoned from there. */
const readingTime = ({ columns }: Snapshot, row: number): number =>
  (columns.readBefore[row] as number) - (columns.readAfter[row] as number);

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
