import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compactRows } from '../../../src/sampler/table/rows.ts';
import {
  appendRows,
  COMM_LENGTH,
  COUNTERS,
  clearRow,
  newSnapshot,
  reserve,
  type Snapshot,
} from '../../../src/sampler/table/snapshot.ts';
import { rowAt, rowsOf } from '../../support/snapshots/snapshot-row.ts';

/** A snapshot of tasks each of whose fields tells which task it is of. */
const snapshotOf = (tids: readonly number[]): Snapshot => {
  const snapshot = newSnapshot(1);
  reserve(snapshot, tids.length);
  for (const [row, tid] of tids.entries()) fill(snapshot, row, tid);
  snapshot.count = tids.length;
  return snapshot;
};

const fill = ({ columns }: Snapshot, row: number, tid: number): void => {
  clearRow(columns, row);
  columns.tid[row] = tid;
  for (const name of COUNTERS) columns[name][row] = tid * 10;
  columns.startedAt[row] = tid * 3;
  columns.state[row] = 65 + (tid % 26);
  columns.comm.fill(48 + (tid % 10), row * COMM_LENGTH, row * COMM_LENGTH + 5);
};

const rowOfTask = (tid: number): unknown => rowAt(snapshotOf([tid]), 0);

describe('a snapshot', () => {
  it('keeps its rows when it grows, and does not shrink', () => {
    const snapshot = snapshotOf([1, 2, 3]);
    const before = rowsOf(snapshot);
    reserve(snapshot, 1000);
    expect(rowsOf(snapshot)).toEqual(before);
    reserve(snapshot, 1);
    expect(snapshot.columns.tid.length).toBeGreaterThanOrEqual(1000);
  });

  it('grows by half at least, so that growing row by row costs little', () => {
    const snapshot = newSnapshot(100);
    reserve(snapshot, 101);
    expect(snapshot.columns.tid.length).toBe(150);
  });

  it('knows nothing of a row that was cleared', () => {
    const snapshot = snapshotOf([1, 2]);
    clearRow(snapshot.columns, 0);
    const row = rowAt(snapshot, 0);
    for (const name of [...COUNTERS, 'runtime', 'waitingSince', 'uid', 'cgroup'] as const) {
      expect(row[name]).toBeNaN();
    }
    expect(row).toMatchObject({ tgid: 0, ioPriority: -1, state: '\0', comm: '' });
    expect(rowAt(snapshot, 1)).toEqual(rowOfTask(2));
  });

  it('takes another behind its own rows', () => {
    const snapshot = snapshotOf([5, 6]);
    appendRows(snapshot, snapshotOf([1, 2, 3]));
    expect(rowsOf(snapshot)).toEqual([5, 6, 1, 2, 3].map(rowOfTask));
  });

  it('keeps exactly the rows that are present, in order, whichever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (present) => {
        const tids = present.map((_, i) => i + 1);
        const snapshot = snapshotOf(tids);
        const flags = Uint8Array.from(present, Number);
        snapshot.count = compactRows(snapshot.columns, flags, tids.length);
        expect(rowsOf(snapshot)).toEqual(tids.filter((tid) => present[tid - 1]).map(rowOfTask));
      }),
      { numRuns: 300 },
    );
  });
});
