/** Whether two rows are one task: ids are used again, so the start decides. */
import { firstFrom } from '../../lib/binary-search.ts';
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

/**
 * Whether rows of one identity are of two tasks all the same: of a leader, and of the thread that took its id and start by exec. Where addresses are
 * unknown nobody can say.
 */
export const areTwoTasks = (a: Snapshot, rowA: number, b: Snapshot, rowB: number): boolean =>
  differ(a.columns.address[rowA] as number, b.columns.address[rowB] as number);

/** Whether rows of one identity are of one task for certain. */
export const areOneTask = (a: Snapshot, rowA: number, b: Snapshot, rowB: number): boolean =>
  a.columns.address[rowA] === b.columns.address[rowB];

/** NaN, which is unknown, differs from nothing. */
export const differ = (addressA: number, addressB: number): boolean =>
  addressA < addressB || addressA > addressB;

const within = ({ columns }: Snapshot, row: number): number => columns.startWithin[row] as number;

/** Gives `rowB` the start by which the task is known already, so that its identity does not waver. */
export const keepStart = (a: Snapshot, rowA: number, b: Snapshot, rowB: number): void => {
  b.columns.startedAt[rowB] = a.columns.startedAt[rowA] as number;
  b.columns.startWithin[rowB] = within(a, rowA);
};

/** The row of `tid`, or -1. The snapshot is sorted. */
export const findRow = ({ columns, count }: Snapshot, tid: number): number => {
  const row = firstFrom(columns.tid, tid, count);
  return row < count && columns.tid[row] === tid ? row : -1;
};
