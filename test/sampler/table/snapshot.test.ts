import { describe, expect, it } from 'vitest';
import {
  appendRows,
  COUNTERS,
  clearRow,
  newSnapshot,
  reserve,
} from '../../../src/sampler/table/snapshot.ts';
import { rowAt } from '../../support/snapshots/snapshot-row.ts';
import { tellTale, toldBy } from '../../support/snapshots/tell-tale.ts';

describe('a snapshot', () => {
  it('keeps its rows when it grows, and does not shrink', () => {
    const snapshot = tellTale([1, 2, 3]);
    reserve(snapshot, 1000);
    expect(toldBy(snapshot)).toEqual([1, 2, 3]);
    reserve(snapshot, 1);
    expect(snapshot.columns.tid.length).toBeGreaterThanOrEqual(1000);
  });

  it('grows by half at least, so that growing row by row costs little', () => {
    const snapshot = newSnapshot(100);
    reserve(snapshot, 101);
    expect(snapshot.columns.tid.length).toBe(150);
  });

  it('knows nothing of a row that was cleared', () => {
    const snapshot = tellTale([1, 2]);
    clearRow(snapshot.columns, 0);
    const row = rowAt(snapshot, 0);
    for (const name of [
      ...COUNTERS,
      'address',
      'runtime',
      'waitingSince',
      'uid',
      'cgroup',
    ] as const) {
      expect(row[name]).toBeNaN();
    }
    const nothing = { tgid: 0, ioPriority: -1, kernelThread: false, state: '\0', comm: '' };
    expect(row).toMatchObject(nothing);
    expect(snapshot.columns.startWithin[0]).toBe(0);
    expect(toldBy(snapshot)[1]).toBe(2);
  });

  it('takes another behind its own rows', () => {
    const snapshot = tellTale([5, 6]);
    appendRows(snapshot, tellTale([1, 2, 3]));
    expect(toldBy(snapshot)).toEqual([5, 6, 1, 2, 3]);
  });
});
