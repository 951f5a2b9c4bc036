import { expect, it } from 'vitest';
import { RecentlyAsked } from '../../../src/sampler/live/recently-asked.ts';

it('what is asked for is kept, what nobody asks for is forgotten', () => {
  const names = new RecentlyAsked<string>();
  names.set(1, 'asked');
  names.set(2, 'not asked');
  for (let pass = 0; pass < 500; pass++) {
    names.nextPass();
    if (pass % 60 === 0) expect(names.get(1)).toBe('asked');
  }
  expect(names.get(2)).toBeUndefined();
});

it('of more than there is room for those that came last are kept', () => {
  const names = new RecentlyAsked<string>(2);
  for (let id = 1; id <= 5; id++) names.set(id, 'any');
  expect([1, 2, 3, 4, 5].filter((id) => names.get(id) !== undefined)).toEqual([3, 4, 5]);
});
