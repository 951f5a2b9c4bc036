import { describe, expect, it } from 'vitest';
import { parentChain } from '../../../src/model/view/parents.ts';

const PARENTS: Readonly<Record<number, { ppid?: number }>> = {
  9: { ppid: 5 },
  5: { ppid: 1 },
  1: { ppid: 0 },
  0: { ppid: 0 },
  20: { ppid: 21 },
  21: { ppid: 20 },
  30: {},
};
const chain = (ppid: number | undefined): readonly number[] =>
  parentChain(ppid, (pid) => PARENTS[pid]).map(({ pid }) => pid);

describe('the parents of a process', () => {
  it.each([
    ['to process 1', 9, [9, 5, 1]],
    ['none of the first process', 0, []],
    ['none where its parent is unknown', undefined, []],
    ['as far as they can be looked up', 30, [30]],
    ['none where the parent cannot', 77, []],
    ['each once, where ids were read at different moments', 20, [20, 21]],
  ])('%s', (_what, ppid, expected) => {
    expect(chain(ppid)).toEqual(expected);
  });

  it('end at some depth', () => {
    expect(parentChain(1, (pid) => ({ ppid: pid + 1 })).length).toBe(64);
  });
});
