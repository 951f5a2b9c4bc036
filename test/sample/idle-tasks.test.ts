import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdleCursor } from '../../src/sample/idle-cursor.ts';
import { allIdle, idleEntry, idleEntryWithTotals, placeOf } from '../../src/sample/idle-tasks.ts';
import type { IdleTasks, TaskEntry } from '../../src/sample/sample.ts';
import { S, snapshotOf, type TaskRow } from '../support/snapshots/snapshots.ts';

/** All tasks of the pass did nothing. */
const idleOf = (before: readonly TaskRow[], now: readonly TaskRow[]): IdleTasks => {
  const next = snapshotOf(101 * S, now);
  return {
    now: next,
    before: snapshotOf(100 * S, before),
    rows: Int32Array.from(now.keys()),
    count: now.length,
    bornFrom: 100 * S,
    still: [],
  };
};

describe('the entry of an idle task', () => {
  it('has what its counters rose by: nothing, or what is no disk', () => {
    const idle = idleOf([{ tid: 7, read: 5, readChars: 10 }], [{ tid: 7, read: 5, readChars: 17 }]);
    expect(idleEntry(idle, 0)).toMatchObject({ tid: 7, tgid: 7, read: 0, readChars: 7, uid: 1000 });
    expect(idleEntryWithTotals(idle, 0).totals).toMatchObject({ read: 5, readChars: 17 });
  });

  it('counts from nothing for a task born in the interval, and knows nothing of one that is older and was not seen', () => {
    const at = (startedAt: number) =>
      idleEntry(idleOf([], [{ tid: 7, startedAt, readChars: 9 }]), 0);
    expect(at(100.5 * S)).toMatchObject({ read: 0, readChars: 9 });
    for (const field of ['read', 'readChars', 'ioWait'])
      expect(at(3 * S)).not.toHaveProperty(field);
  });

  it('of a thread knows its leader: where it lives, else where it was, and nobody who came later', () => {
    const thread = { tid: 9, tgid: 7, startedAt: 5 * S, comm: 'worker' };
    const leader = { tid: 7, startedAt: 4 * S, comm: 'pool' };
    const known = { processStartedAt: 4 * S, processComm: 'pool' };
    expect(idleEntry(idleOf([], [leader, thread]), 1)).toMatchObject(known);
    expect(idleEntry(idleOf([leader], [thread]), 0)).toMatchObject(known);
    const heir = { ...leader, startedAt: 50 * S };
    expect(idleEntry(idleOf([], [heir, thread]), 1)).not.toHaveProperty('processStartedAt');
  });

  it('has the names that are known', () => {
    const names = [undefined, { user: 'root', comm: 'kworker/0:1-events' }];
    const idle = { ...idleOf([], [{ tid: 1 }, { tid: 2 }]), names };
    expect(allIdle(idle)).toMatchObject([{ comm: 'task-1' }, names[1]]);
    expect(idleEntry(idle, 0)).not.toHaveProperty('user');
  });

  it('is read field by field as it is made whole', () => {
    const rows = [
      { tid: 7, startedAt: 4 * S, comm: 'pool', readChars: 9, uid: Number.NaN },
      { tid: 8, tgid: 7, startedAt: 5 * S, comm: 'worker', write: Number.NaN },
    ];
    const idle = { ...idleOf(rows, rows), names: [{ user: 'root' }, { command: 'pool -d' }] };
    const cursor = new IdleCursor(idle);
    for (const place of [0, 1, 0]) {
      const whole = idleEntryWithTotals(idle, place);
      const read = cursor.at(place);
      for (const field of Object.keys(whole) as (keyof TaskEntry)[])
        expect([field, read[field]]).toEqual([field, whole[field]]);
      for (const field of ['uid', 'write', 'user', 'command', 'processComm'] as const)
        expect([field, read[field]]).toEqual([field, whole[field]]);
    }
  });
});

it('a thread is of the leader that it has, whosever thread was read before it', () => {
  const row = fc.record({
    ...{ tid: fc.nat({ max: 9 }), tgid: fc.nat({ max: 4 }), comm: fc.constantFrom('a', 'b', 'c') },
    startedAt: fc.constantFrom(S, 2 * S, 3 * S),
  });
  const rows = fc
    .uniqueArray(row, { selector: ({ tid }) => tid, maxLength: 8 })
    .map((listed) =>
      listed
        .map((each) => ({ ...each, tid: each.tid + 1, tgid: each.tgid + 1 }))
        .sort((a, b) => a.tid - b.tid),
    );
  fc.assert(
    fc.property(rows, rows, (before, now) => {
      const idle = idleOf(before, now);
      const cursor = new IdleCursor(idle);
      const read = now.map((_, place) => {
        const { comm, processComm, processStartedAt } = cursor.at(place);
        return { comm, processComm, processStartedAt };
      });
      const entries = now.map((_, place) => idleEntry(idle, place));
      expect(read).toEqual(
        entries.map(({ comm, processComm, processStartedAt }) => ({
          ...{ comm, processComm, processStartedAt },
        })),
      );
    }),
    { numRuns: 1000 },
  );
});

describe('the place of a task', () => {
  it('is found by its id; -1 where it is not idle or not there', () => {
    const idle = {
      ...idleOf([], [{ tid: 3 }, { tid: 5 }, { tid: 9 }]),
      rows: Int32Array.of(0, 2, 2),
      count: 2,
    };
    expect([3, 9, 5, 4].map((tid) => placeOf(idle, tid))).toEqual([0, 1, -1, -1]);
  });
});
