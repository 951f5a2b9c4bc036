import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CgroupUse, cgroupUse } from '../../../../src/kernel/sys/proc/cgroup-use.ts';
import { temporaryFolder } from '../../../support/test-run/temporary-folder.ts';

/** A tree: of which version, whether its top is seen or a container's own part of it, and the groups in it. */
type Tree = { readonly version: 1 | 2; readonly top: 'root' | 'group'; readonly groups: number };

/** A /proc on a machine with these trees mounted. */
const machineWith = (trees: readonly Tree[]): string => {
  const proc = temporaryFolder();
  const lines = trees.map(({ version, top, groups }, index) => {
    const point = join(proc, `tree${index}`);
    mkdirSync(point);
    if (version === 1 && top === 'root') writeFileSync(join(point, 'release_agent'), '');
    if (version === 2 && top === 'group') writeFileSync(join(point, 'cgroup.events'), '');
    writeFileSync(join(point, 'cgroup.procs'), '');
    for (let group = 0; group < groups; group++) mkdirSync(join(point, `group${group}`));
    const type = version === 1 ? 'cgroup' : 'cgroup2';
    return `4${index} 31 0:3${index} / ${point} rw,relatime shared:9 - ${type} ${type} rw\n`;
  });
  mkdirSync(join(proc, 'self'));
  const other = '22 27 0:21 / / rw - ext4 /dev/vda rw\n';
  writeFileSync(join(proc, 'self', 'mountinfo'), [other, ...lines].join(''));
  return proc;
};

describe('the control groups that tell tasks apart', () => {
  const old: Tree = { version: 1, top: 'root', groups: 2 };
  const unified: Tree = { version: 2, top: 'root', groups: 2 };
  const cases: readonly (readonly [string, readonly Tree[], CgroupUse])[] = [
    ['are of version 2 where its tree has groups', [unified], 'version-2'],
    ['are so on a hybrid machine too', [old, unified], 'version-2'],
    [
      'are of version 1 where the other tree is empty',
      [old, { ...unified, groups: 0 }],
      'version-1',
    ],
    ['are of version 1 where there is no other', [old], 'version-1'],
    ['are none where all tasks are in the roots', [{ ...unified, groups: 0 }], 'none'],
    [
      'are of version 2 in a container, which sees its own group as the top',
      [{ version: 2, top: 'group', groups: 0 }],
      'version-2',
    ],
    [
      'are of version 1 in a container of it',
      [{ version: 1, top: 'group', groups: 0 }],
      'version-1',
    ],
    ['are what the kernel says where no tree is to be seen', [], 'version-2'],
  ];
  it.each(cases)('%s', (_, trees, use) => {
    expect(cgroupUse(machineWith(trees))).toBe(use);
  });
});
