/** What a filter finds by a control group is found once a group, and is of what is known of it now. */
import { expect, it } from 'vitest';
import { keptByGroup } from '../../../src/model/groups/group-words.ts';

const PATH = '/system.slice/a.service';

it('many tasks of one group are one look', () => {
  let looks = 0;
  const find = keptByGroup(() => {
    looks += 1;
    return false;
  });
  for (let task = 0; task < 1000; task++)
    expect(find({ cgroupPath: PATH, cgroup: 7 as never })).toBe(false);
  expect(looks).toBe(1);
});

it('what is kept is of the same facts: of another number, container or pod it is found anew, and of no path nothing is kept', () => {
  const find = keptByGroup((facts) => Object.keys(facts).length > 2);
  const cgroup = 7 as never;
  expect(find({ cgroupPath: PATH, cgroup })).toBe(false);
  expect(find({ cgroupPath: PATH, cgroup, containerName: 'web' })).toBe(true);
  expect(find({ cgroupPath: PATH, cgroup })).toBe(false);
  expect(find({ cgroupPath: PATH, cgroup, podName: 'shop/web' })).toBe(true);
  const numbered = keptByGroup(({ cgroup: number }) => number === (8 as never));
  expect(
    [7, 8, 7].map((number) => numbered({ cgroupPath: PATH, cgroup: number as never })),
  ).toEqual([false, true, false]);
  expect([7, 8].map((number) => numbered({ cgroup: number as never }))).toEqual([false, true]);
});
