/** Snapshots each of whose fields tells which task it is of: its tid, at most 255. */
import {
  COLUMN_NAMES,
  newSnapshot,
  reserve,
  type Snapshot,
  widthOf,
} from '../../../src/sampler/table/snapshot.ts';

export const tellTale = (tids: readonly number[]): Snapshot => {
  const snapshot = newSnapshot(1);
  reserve(snapshot, tids.length);
  snapshot.count = tids.length;
  for (const name of COLUMN_NAMES) {
    const width = widthOf(name);
    tids.forEach((tid, row) => {
      snapshot.columns[name].fill(tid, row * width, (row + 1) * width);
    });
  }
  return snapshot;
};

/** Of each row the task that its fields tell; of a row put together from several, all of them. */
export const toldBy = ({ columns, count }: Snapshot): readonly (number | readonly number[])[] =>
  Array.from({ length: count }, (_, row) => {
    const told = new Set<number>();
    for (const name of COLUMN_NAMES) {
      const width = widthOf(name);
      for (const value of columns[name].subarray(row * width, (row + 1) * width)) told.add(value);
    }
    return told.size === 1 ? ([...told][0] as number) : [...told];
  });
