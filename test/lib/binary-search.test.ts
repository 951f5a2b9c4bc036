import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstFrom } from '../../src/lib/binary-search.ts';

it('a search in a sorted list finds the first number that is not below, within the first so many', () => {
  const numbers = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 20 });
  fc.assert(
    fc.property(numbers, fc.integer({ min: 0, max: 21 }), fc.nat(20), (list, least, most) => {
      const sorted = [...list].sort((a, b) => a - b);
      const below = (count: number) => sorted.slice(0, count).filter((n) => n < least).length;
      const count = Math.min(most, sorted.length);
      expect(firstFrom(sorted, least)).toBe(below(sorted.length));
      expect(firstFrom(sorted, least, count)).toBe(below(count));
    }),
  );
});
