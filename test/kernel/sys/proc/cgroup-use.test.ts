import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CgroupUse, cgroupUse } from '../../../../src/kernel/sys/proc/cgroup-use.ts';
import { temporaryFolder } from '../../../support/test-run/temporary-folder.ts';

/** A tree: of which version, whether its top is seen or a container's own part of it, the groups in it, and its controller. */
type Tree = {
  readonly version: 1 | 2;
  readonly top: 'root' | 'group';
  readonly groups: number;
  readonly controller?: string;
};

/** A /proc on a machine with these trees mounted. */
const machineWith = (trees: readonly Tree[]): string => {
  const proc = temporaryFolder();
  const lines = trees.map(({ version, top, groups, controller }, index) => {
    const point = join(proc, `tree${index}`);
    mkdirSync(point);
    if (version === 1 && top === 'root') writeFileSync(join(point, 'release_agent'), '');
    if (version === 2 && top === 'group') writeFileSync(join(point, 'cgroup.events'), '');
    writeFileSync(join(point, 'cgroup.procs'), '');
    for (let group = 0; group < groups; group++) mkdirSync(join(point, `group${group}`));
    const type = version === 1 ? 'cgroup' : 'cgroup2';
    return `4${index} 31 0:3${index} / ${point} rw,relatime shared:9 - ${type} ${type} rw${controller ? `,${controller}` : ''}\n`;
  });
  writeFileSync(
    join(proc, 'cgroups'),
    [
      '#subsys_name\thierarchy\tnum_cgroups\tenabled\n',
      ...trees.map(({ controller, groups }, i) =>
        controller ? `${controller}\t${i + 1}\t${groups + 1}\t1\n` : '',
      ),
      'net_cls\t0\t99\t1\n',
    ].join(''),
  );
  mkdirSync(join(proc, 'self'));
  const other = '22 27 0:21 / / rw - ext4 /dev/vda rw\n';
  writeFileSync(join(proc, 'self', 'mountinfo'), [other, ...lines].join(''));
  return proc;
};

describe('the control groups that tell tasks apart', () => {
  const old: Tree = { version: 1, top: 'root', groups: 2, controller: 'pids' };
  const unified: Tree = { version: 2, top: 'root', groups: 2 };
  /** @param tree the one that counts, by its place */
  const cases: readonly (readonly [string, readonly Tree[], CgroupUse, tree?: number])[] = [
    ['are of version 2 where its tree has groups', [unified], { version: 2 }, 0],
    ['are so on a hybrid machine too', [old, unified], { version: 2 }, 1],
    [
      'are of version 1 where the other tree is empty',
      [old, { ...unified, groups: 0 }],
      { version: 1, controller: 'pids' },
      0,
    ],
    ['are of version 1 where there is no other', [old], { version: 1, controller: 'pids' }, 0],
    [
      'are in that hierarchy of version 1 which has the most',
      [old, { ...old, controller: 'memory', groups: 3 }, { ...old, controller: 'cpu', groups: 1 }],
      { version: 1, controller: 'memory' },
      1,
    ],
    [
      'are of version 1, we know not where, if no controller has any',
      [
        { version: 1, top: 'root', groups: 2 },
        { ...old, groups: 0 },
      ],
      { version: 1 },
    ],
    [
      'are none where all tasks are in the roots',
      [
        { ...unified, groups: 0 },
        { ...old, groups: 0 },
      ],
      { version: 'none' },
    ],
    [
      'are of version 2 in a container, which sees its own group as the top',
      [{ version: 2, top: 'group', groups: 0 }],
      { version: 2 },
      0,
    ],
    [
      'are of version 1 in a container of it',
      [{ ...old, top: 'group', groups: 0 }],
      { version: 1, controller: 'pids' },
      0,
    ],
    ['are what the kernel says where no tree is to be seen', [], { version: 2 }],
  ];
  for (const [name, trees, use, tree] of cases)
    it(name, () => {
      const proc = machineWith(trees);
      const mount = tree === undefined ? {} : { mount: join(proc, `tree${tree}`) };
      expect(cgroupUse(proc)).toEqual({ ...use, ...mount });
    });
});
