import { expect, it } from 'vitest';
import { readParents } from '../../../src/cli/effects/read-parents.ts';

it('follows processes up to the first, each asked once, and says 0 where nobody knows', () => {
  const parents: Readonly<Record<number, number>> = { 9: 4, 8: 4, 4: 1, 1: 0 };
  const asked: number[] = [];
  const found = readParents([9, 8, 7], (pid) => {
    asked.push(pid);
    return parents[pid];
  });
  expect(Object.fromEntries(found)).toEqual({ 9: 4, 8: 4, 7: 0, 4: 1, 1: 0 });
  expect(asked).toEqual([9, 4, 1, 8, 7]);
});

it('ends where ids lead in a circle', () => {
  expect(readParents([5], (pid) => (pid === 5 ? 6 : 5)).size).toBe(2);
});

it('knows our own parent', () => {
  expect(readParents([process.pid]).get(process.pid)).toBe(process.ppid);
});
