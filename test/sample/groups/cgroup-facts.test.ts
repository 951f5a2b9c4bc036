import { expect, it } from 'vitest';
import {
  areSameCgroupFacts,
  cgroupFactsOf,
  putCgroupFacts,
} from '../../../src/sample/groups/cgroup-facts.ts';
import type { CgroupFacts } from '../../../src/sample/sample.ts';

const FACTS = { cgroupPath: '/a', containerName: 'web', podName: 'shop/web' };
const NAMES = Object.keys(FACTS) as (keyof CgroupFacts)[];

it('what is known of a group is taken from an entry and put into another, what is unknown is left as it was', () => {
  expect(cgroupFactsOf({ ...FACTS, comm: 'x' } as CgroupFacts)).toEqual(FACTS);
  expect(Object.keys(cgroupFactsOf({ cgroupPath: '/a' }))).toEqual(['cgroupPath']);
  const entry = { comm: 'x', ...FACTS };
  putCgroupFacts({ cgroupPath: undefined, containerName: 'db', podName: undefined }, entry);
  expect(entry).toEqual({ comm: 'x', ...FACTS, containerName: 'db' });
});

it.each(NAMES)('facts with another %s are others', (name) => {
  const { [name]: _, ...rest } = FACTS;
  expect(areSameCgroupFacts(FACTS, { ...FACTS })).toBe(true);
  expect(areSameCgroupFacts(FACTS, { ...FACTS, [name]: 'other' })).toBe(false);
  expect(areSameCgroupFacts(FACTS, rest)).toBe(false);
});
