import { describe, expect, it, vi } from 'vitest';
import { riseAt } from '../../../src/sample/idle-tasks.ts';
import { idleOf } from '../../../src/sampler/live/idle-of-pass.ts';
import type { Pass } from '../../../src/sampler/table/living-tasks.ts';
import { S, snapshotOf } from '../../support/snapshots/snapshots.ts';

/** Four tasks, of which 2 and 4 ran, and 4 did something. */
const all = snapshotOf(11 * S, [{ tid: 1 }, { tid: 2 }, { tid: 3 }, { tid: 4 }]);
const pass: Pass = {
  previous: snapshotOf(10 * S, [{ tid: 2 }, { tid: 4 }]),
  next: snapshotOf(11 * S, [{ tid: 2 }, { tid: 4 }]),
  tasks: 'ran',
};
const idleIn = (of: Pass, startTolerance = 0) => {
  const looked = vi.fn();
  return { looked, idle: idleOf(all, of, [1], { still: [], startTolerance, looked }) };
};

describe('the tasks that did nothing', () => {
  it('are all but those that did something; who asks which is told of once', () => {
    const { looked, idle } = idleIn(pass);
    expect(idle.count).toBe(3);
    expect(looked).not.toHaveBeenCalled();
    for (let look = 0; look < 2; look++) expect(Array.from(idle.rows)).toEqual([0, 1, 2]);
    expect(looked).toHaveBeenCalledOnce();
  });

  it('rose by nothing where they are in neither moment for they did not run, and by what is unknown where all were read', () => {
    expect(riseAt(idleIn(pass).idle, 0, 'readChars')).toBe(0);
    expect(riseAt(idleIn({ ...pass, tasks: 'all' }).idle, 0, 'readChars')).toBeNaN();
  });

  it('were born since when they seem older by no more than starts waver', () => {
    expect(idleIn(pass, 0.5 * S).idle.bornFrom).toBe(9.5 * S);
  });
});
