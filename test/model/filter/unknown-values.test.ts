/** What a filter asks for by `=` and nothing has is told once; what may be meant so, and what nobody can know, is not. */
import { expect, it } from 'vitest';
import { compileFilter } from '../../../src/model/filter/filter.ts';
import { type KnownValues, unknownValues } from '../../../src/model/filter/unknown-values.ts';

const HERE = {
  devices: ['vda', 'dm-0', 'root'],
  users: { has: (text: string) => ['pg', '5432'].includes(text), names: ['root', 'pg'] },
  ...{ where: 'here now', outcome: 'it is waited for' },
};

const told = (filter: string, known: KnownValues = HERE): readonly string[] => {
  const compiled = compileFilter(filter);
  if (compiled.kind === 'bad') throw new Error(compiled.problem);
  return unknownValues(compiled.where?.uses ?? [], known);
};

it.each([
  [
    'device = vdaa and write > 1M',
    ['no device vdaa here now (did you mean vda?); it is waited for'],
  ],
  ['device = nvme9n1', ['no device nvme9n1 here now (vda, dm-0, root); it is waited for']],
  ['device = /dev/xyz', ['no device /dev/xyz here now (vda, dm-0, root); it is waited for']],
  ['device == "vd a"', ['no device vd a here now (did you mean vda?); it is waited for']],
  ['user = rot', ['no user rot here now (did you mean root?); it is waited for']],
  ['user = 4711', ['no user 4711 here now; it is waited for']],
  ['user = nosuch', ['no user nosuch here now; it is waited for']],
  ['user = nosuch or (user = nosuch)', ['no user nosuch here now; it is waited for']],
  ['not not user = nosuch', ['no user nosuch here now; it is waited for']],
  [
    'not (device = a or not user = b) or user = c',
    ['no user b here now; it is waited for', 'no user c here now; it is waited for'],
  ],
])('%s: %o', (filter, lines) => expect(told(filter)).toEqual(lines));

it.each([
  ...['device = vda', 'device = /dev/vda', 'device = /dev/mapper/root'],
  ...['user = pg', 'user = 5432'],
  ...['device ~ vdaa', 'device != vdaa', 'device !~ vdaa', 'user != nosuch', 'user ~ nosuch'],
  ...['not user = nosuch', 'not (device = vdaa or user = nosuch)'],
  ...['comm = nosuch', 'pid = 4711', 'nosuch', 'text = nosuch'],
])('nothing of %s', (filter) => expect(told(filter)).toEqual([]));

it('nothing where nobody knows what there is', () => {
  const unknown = { where: 'there', outcome: '' };
  expect(told('device = vdaa or user = nosuch', unknown)).toEqual([]);
  expect(told('device = vdaa', { ...unknown, devices: [] })).toEqual([]);
});
