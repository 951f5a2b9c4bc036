import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepKnownStarts } from '../../../src/sampler/table/identity.ts';
import { S, snapshotOf } from '../../support/snapshots/snapshots.ts';

describe('a known start', () => {
  const task = fc.record({
    tid: fc.integer({ min: 1, max: 9 }),
    startedAt: fc.constantFrom(1 * S, 1.015 * S, 1.03 * S, 2 * S),
    startWithin: fc.constantFrom(0, 5e6),
  });
  const pass = fc
    .uniqueArray(task, { selector: ({ tid }) => tid })
    .map((tasks) => tasks.sort((a, b) => a.tid - b.tid));

  type Task = { readonly startedAt: number; readonly startWithin: number };
  const isNear = (a: Task, b: Task | undefined): boolean =>
    b !== undefined && Math.abs(a.startedAt - b.startedAt) <= 20e6 + a.startWithin + b.startWithin;

  it('is kept with its precision by the same task, and by no other', () => {
    fc.assert(
      fc.property(pass, pass, (before, now) => {
        const previous = snapshotOf(10 * S, before);
        const next = snapshotOf(11 * S, now);
        keepKnownStarts(previous, next, 20e6);
        now.forEach(({ tid }, row) => {
          const known = before.find((task) => task.tid === tid && isNear(task, now[row]));
          const expected = known ?? now[row];
          const { startedAt, startWithin } = next.columns;
          expect({ tid, startedAt: startedAt[row], startWithin: startWithin[row] }).toEqual(
            expected,
          );
        });
      }),
    );
  });
});
