import { expect, it } from 'vitest';
import { textTable } from '../../bench/support/table.ts';

it('puts names to the left and figures to the right, under titles as wide as the widest', () => {
  const rows = [
    ['a', '1', '22.5'],
    ['long name', '1000', '3'],
  ];
  expect(textTable(['name', 'n', 'cpu'], rows).split('\n')).toEqual([
    'name          n   cpu',
    'a             1  22.5',
    'long name  1000     3',
  ]);
});
