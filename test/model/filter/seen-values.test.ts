/** What a recording names: by name and number, root by its name wherever it is, and nothing where nothing was asked or met. */
import { expect, it } from 'vitest';
import { whereOption } from '../../../src/model/filter/filter.ts';
import { SeenValues } from '../../../src/model/filter/seen-values.ts';
import { diskOf } from '../../support/samples/disks.ts';
import { sampleOf } from '../../support/samples/samples.ts';

const SAMPLE = sampleOf({
  tasks: [
    { tid: 1, uid: 0, user: undefined },
    { tid: 2, uid: 115, user: 'pg' },
    { tid: 3, uid: 4711, user: undefined },
    { tid: 4, uid: 115, user: undefined },
    { tid: 5, uid: undefined, user: undefined },
  ],
  system: { devices: [diskOf('vda'), diskOf('dm-0', { kind: 'layer', alias: 'home' })] },
});

const seenBy = (filter: string, ...samples: readonly (typeof SAMPLE)[]) => {
  const seen = new SeenValues(whereOption(filter, '--where'));
  for (const sample of samples) seen.add(sample);
  return seen.known();
};

it('users are known by name and number, root by its name in any case', () => {
  const { users } = seenBy('user = x', SAMPLE);
  const asked = ['root', '0', 'pg', '115', '4711', 'x', 'undefined'];
  expect(asked.filter((text) => users?.has(text))).toEqual(['root', '0', 'pg', '115', '4711']);
  expect(users?.names.toSorted()).toEqual(['pg', 'root']);
});

it('nobody knows users that were not asked for, or where no task was met; devices are known with other names', () => {
  expect(seenBy('user ~ x', SAMPLE).users).toBeUndefined();
  expect(seenBy('user = x').users).toBeUndefined();
  expect(seenBy('', SAMPLE).users).toBeUndefined();
  expect(seenBy('', SAMPLE).devices).toEqual(['vda', 'dm-0', 'home']);
});
