/** What the comparison of the two ways to read tasks excuses (test/support/snapshots/three-passes.ts): test/integration/marks-under-load.test.ts uses it. */
import { describe, expect, it } from 'vitest';
import { excuseUnseen, newTally } from '../support/snapshots/three-passes.ts';

const lacking = { address: 7, startedAt: 100, endedAt: 110, text: 'task 7' };

describe('what a pass lacks of a task', () => {
  it.each([
    {
      why: 'came unseen and had not gone',
      coming: { address: 7, from: 90, until: 120 },
      excused: 1,
    },
    {
      why: 'went while the pass was made',
      coming: { address: 7, from: 90, until: 100 },
      excused: 1,
    },
    {
      why: 'came while the pass was made',
      coming: { address: 7, from: 110, until: 120 },
      excused: 1,
    },
    { why: 'had gone, and so was marked', coming: { address: 7, from: 90, until: 99 }, excused: 0 },
    { why: 'came later', coming: { address: 7, from: 111, until: 120 }, excused: 0 },
    { why: 'is not the one that came', coming: { address: 8, from: 90, until: 120 }, excused: 0 },
  ])('is excused only where it was on a CPU unseen: one that $why', ({ coming, excused }) => {
    const tally = newTally();
    tally.lacking.push(lacking);
    excuseUnseen(tally, [coming]);
    expect(tally.unseen).toBe(excused);
    expect(tally.differences).toEqual(excused === 1 ? [] : ['task 7']);
    expect(tally.lacking).toEqual([]);
  });
});
