import { expect, it } from 'vitest';
import { RecentlyAsked } from '../../../src/sampler/live/recently-asked.ts';

it('what is asked for is kept, what nobody asks for is forgotten', () => {
  const names = new RecentlyAsked<string>();
  names.set(1, 'asked');
  names.set(2, 'not asked');
  for (let pass = 0; pass < 500; pass++) {
    names.nextPass(pass * 1e9);
    if (pass % 60 === 0) expect(names.get(1)).toBe('asked');
  }
  expect(names.get(2)).toBeUndefined();
});

it.each([
  { every: 0.1, seconds: 60 },
  { every: 0.2, seconds: 60 },
  { every: 1, seconds: 60 },
  { every: 10, seconds: 600 },
])(
  'at an interval of $every s it is kept $seconds s at least, twice as long at most',
  ({ every, seconds }) => {
    const passes = Math.round(seconds / every);
    // Wherever in a generation it was set.
    for (const first of [0, 1, passes >> 1, passes - 1]) {
      const names = new RecentlyAsked<string>();
      let pass = 0;
      const go = (many: number): void => {
        for (const end = pass + many; pass < end; pass++) names.nextPass(1e12 + pass * every * 1e9);
      };
      go(first + 1);
      names.set(1, 'not asked');
      go(passes - 1);
      // Asked for it begins anew.
      expect(names.get(1)).toBe('not asked');
      go(2 * passes + 1);
      expect(names.get(1)).toBeUndefined();
    }
  },
);

it('of more than there is room for those that came last are kept', () => {
  const names = new RecentlyAsked<string>(2);
  for (let id = 1; id <= 5; id++) names.set(id, 'any');
  expect([1, 2, 3, 4, 5].filter((id) => names.get(id) !== undefined)).toEqual([3, 4, 5]);
});
