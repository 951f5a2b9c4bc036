/** Tasks that devices were asked by are reported, whatever their own counters did. */
import { describe, expect, it } from 'vitest';
import { DISK_ACTIVITY } from '../../../src/sampler/live/live-source.ts';
import { checkedDifferenceOf, entriesOf } from '../../support/snapshots/intervals.ts';
import { S, snapshotOf, type TaskRow } from '../../support/snapshots/snapshots.ts';

type Passes = {
  readonly before: readonly TaskRow[];
  readonly after: readonly TaskRow[];
  readonly exits?: readonly TaskRow[];
  readonly wanted: readonly (readonly [tid: number, startedAt: number])[];
};

/** Two passes, at 10 s and at 11 s since boot. */
const between = ({ before, after, exits = [], wanted }: Passes) => {
  const interval = {
    previous: snapshotOf(10 * S, before),
    next: snapshotOf(11 * S, after),
    exits: snapshotOf(10.9 * S, exits),
    endedBefore: new Map(),
    startTolerance: 0,
    activity: DISK_ACTIVITY,
    wanted: new Map(wanted),
  };
  const found = checkedDifferenceOf(interval);
  return { entries: entriesOf(found, interval).entries, notIdle: found.notIdle };
};

describe('a task that is wanted', () => {
  const sleeper = { tid: 7, startedAt: 3 * S, read: 4096, write: 8192, ioWait: 5 };

  it('is reported with zeros when it slept, and only it', () => {
    const all = [{ tid: 6 }, sleeper, { tid: 8, startedAt: 3 * S }];
    const { entries, notIdle } = between({ before: all, after: all, wanted: [[7, 3 * S]] });
    expect(entries).toMatchObject([
      { tid: 7, startedAt: 3 * S, read: 0, write: 0, cancelledWrite: 0, ioWait: 0, swapWait: 0 },
    ]);
    expect(entries).toHaveLength(1);
    expect(notIdle).toEqual([1]);
  });

  it('is not the one that has its id now', () => {
    const heir = { ...sleeper, startedAt: 4 * S };
    const { entries } = between({ before: [heir], after: [heir], wanted: [[7, 3 * S]] });
    expect(entries).toEqual([]);
    expect(between({ before: [], after: [], wanted: [[7, 3 * S]] }).entries).toEqual([]);
  });

  it('is reported with what it did since it was born', () => {
    const born = { tid: 7, startedAt: 10.5 * S };
    const { entries } = between({ before: [], after: [born], wanted: [[7, 10.5 * S]] });
    expect(entries).toMatchObject([{ tid: 7, read: 0, write: 0 }]);
  });

  it('did something unknown where it was there before and had not been seen', () => {
    const { entries } = between({ before: [], after: [sleeper], wanted: [[7, 3 * S]] });
    expect(entries).toMatchObject([{ tid: 7, startedAt: 3 * S }]);
    for (const counter of DISK_ACTIVITY) expect(entries[0]).not.toHaveProperty(counter);
  });
});
