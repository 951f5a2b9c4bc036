import { expect, it } from 'vitest';
import { defined } from '../../src/lib/defined.ts';

it('what is undefined is left out, what is zero, empty or false is not, and the order stays', () => {
  const members = defined({ b: 0, a: undefined, d: '', c: false, e: null });
  expect(Object.entries(members)).toEqual([
    ['b', 0],
    ['d', ''],
    ['c', false],
    ['e', null],
  ]);
});
