import { spawnSync } from 'node:child_process';
import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { CgroupById } from '../../../../src/kernel/sys/proc/cgroup-by-id.ts';
import { groupTree } from '../../../support/block/control-group.ts';
import { itWith } from '../../../support/test-run/requires.ts';

const asked = (): { readonly mount: string; readonly byId: CgroupById } => {
  const mount = groupTree() as string;
  const byId = new CgroupById(mount);
  onTestFinished(() => byId.close());
  return { mount, byId };
};

const NAME = `iotop-test-${process.pid}`;

/** Groups in each other, of which none can be named by its whole path. Its arguments: mount, name, how many, `make` or `remove`. Prints the last one's id. */
const DEEP = `
const { mkdirSync, rmdirSync, statSync } = require('node:fs');
const [mount, name, count, how] = process.argv.slice(1);
process.chdir(mount);
for (let i = 0; i < count; i++) {
  if (how === 'make') mkdirSync(name);
  process.chdir(name);
}
if (how === 'make') console.log(statSync('.').ino);
else for (let i = 0; i < count; i++) { process.chdir('..'); rmdirSync(name); }
`;

describe('the kernel, asked for the path of a control group by its id', () => {
  itWith(['groups', 'dac-read-search'], 'says it as long as the group is there', () => {
    const { mount, byId } = asked();
    const group = join(mount, NAME);
    mkdirSync(group);
    const { ino } = statSync(group);
    try {
      expect([byId.isOpen, byId.pathOf(statSync(mount).ino)]).toEqual([true, '/']);
      expect(byId.pathOf(ino)).toBe(`/${NAME}`);
    } finally {
      rmdirSync(group);
    }
    expect(byId.pathOf(ino)).toBeUndefined();
    expect(byId.pathOf(2 ** 40)).toBeUndefined();
    byId.close();
    expect([byId.isOpen, byId.pathOf(statSync(mount).ino)]).toEqual([false, undefined]);
  });

  itWith(['groups', 'dac-read-search'], 'says none that is longer than it can say', () => {
    const { mount, byId } = asked();
    const name = NAME.padEnd(250, 'x');
    const deep = (how: 'make' | 'remove'): string => {
      const { stdout, stderr, status } = spawnSync(
        process.execPath,
        ['-e', DEEP, mount, name, '17', how],
        { encoding: 'utf8' },
      );
      expect([status, stderr]).toEqual([0, '']);
      return stdout;
    };
    const id = Number(deep('make'));
    try {
      expect(byId.pathOf(id)).toBeUndefined();
    } finally {
      deep('remove');
    }
  });
});
