import { expect, expectTypeOf, it } from 'vitest';
import { defined } from '../../src/lib/defined.ts';

it('leaves out what is undefined, and nothing else', () => {
  const members: { a: number; b: number | undefined; c: boolean; d: string | undefined } = {
    a: 0,
    b: undefined,
    c: false,
    d: '',
  };
  expect(defined(members)).toStrictEqual({ a: 0, c: false, d: '' });
  expectTypeOf(defined(members)).toExtend<{ a: number; b?: number; c: boolean; d?: string }>();
  expectTypeOf(defined(members)).not.toExtend<{ b: number }>();
});
