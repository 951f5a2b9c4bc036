import { describe, expect, it } from 'vitest';
import { type ProcfsFacts, procfsGaps } from '../../../src/sampler/procfs/gaps.ts';

const NO_WAITS = {
  kind: 'unavailable',
  what: 'io-wait',
  reason: 'it is off',
  remedy: 'switch it on',
} as const;
const root: ProcfsFacts = { tracesAll: true, opensAll: true, groups: [0], noWaits: undefined };
const user: ProcfsFacts = { ...root, tracesAll: false, opensAll: false, groups: [100] };
const invisible = { mode: 'invisible', group: 27 };

const cases = [
  { name: 'root', facts: root, gaps: ['exits', 'swap-wait'] },
  { name: 'a user', facts: user, gaps: ['exits', 'other-users', 'swap-wait'] },
  {
    name: 'one of two capabilities',
    facts: { ...user, tracesAll: true },
    gaps: ['exits', 'other-users', 'swap-wait'],
  },
  {
    name: 'no delay accounting',
    facts: { ...root, noWaits: NO_WAITS },
    gaps: ['exits', 'io-wait', 'swap-wait'],
  },
  {
    name: 'hidden processes',
    facts: { ...user, hidePid: invisible },
    gaps: ['exits', 'other-users', 'hidden-tasks', 'swap-wait'],
  },
  {
    name: 'hidden processes, but not from our group',
    facts: { ...user, hidePid: invisible, groups: [100, 27] },
    gaps: ['exits', 'other-users', 'swap-wait'],
  },
  {
    name: 'processes hidden from every group',
    facts: { ...user, hidePid: { mode: '4', group: 27 }, groups: [27] },
    gaps: ['exits', 'other-users', 'hidden-tasks', 'swap-wait'],
  },
  {
    name: 'hidden processes, as root',
    facts: { ...root, hidePid: invisible },
    gaps: ['exits', 'swap-wait'],
  },
];

describe('what the procfs engine cannot give', () => {
  it.each(cases)('$name: $gaps', ({ facts, gaps }) => {
    expect(procfsGaps(facts).map((gap) => gap.kind === 'unavailable' && gap.what)).toEqual(gaps);
  });

  it('always comes with a reason and a remedy', () => {
    for (const gap of procfsGaps({ ...user, noWaits: NO_WAITS, hidePid: invisible })) {
      expect(gap).toMatchObject({
        reason: expect.stringMatching(/./),
        remedy: expect.stringMatching(/./),
      });
    }
  });
});
