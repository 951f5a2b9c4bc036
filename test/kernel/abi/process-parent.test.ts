import { describe, expect, it } from 'vitest';
import { parentOfStat } from '../../../src/kernel/abi/process-parent.ts';

describe('the parent of a process', () => {
  it.each([
    { stat: '42 (sh) S 7 42 42 0', is: { parent: 7, isZombie: false } },
    { stat: '42 (a) Z 1 (b) Z 8 42', is: { parent: 8, isZombie: true } },
    { stat: '1 (init) S 0 1', is: { parent: 0, isZombie: false } },
    { stat: '', is: undefined },
    { stat: '42 (sh) S', is: undefined },
    { stat: '42 (sh) S x 1', is: undefined },
  ])('is found behind any comm: $stat', ({ stat, is }) => {
    expect(parentOfStat(stat)).toEqual(is);
  });
});
