import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { controllerCgroupOf, controllersOf } from '../../../src/kernel/abi/proc/small-files.ts';
import { CgroupById } from '../../../src/kernel/sys/proc/cgroup-by-id.ts';
import { cgroupUse } from '../../../src/kernel/sys/proc/cgroup-use.ts';
import type { TaskEntry } from '../../../src/sample/sample.ts';
import { CgroupPaths } from '../../../src/sampler/live/cgroup-paths.ts';
import { newSnapshot, type Snapshot } from '../../../src/sampler/table/snapshot.ts';
import { taskEntry } from '../../support/samples/samples.ts';
import { itWith } from '../../support/test-run/requires.ts';

const snapshotWith = (rows: readonly (readonly [tid: number, cgroup: number])[]): Snapshot => {
  const snapshot = newSnapshot(Math.max(1, rows.length));
  snapshot.count = rows.length;
  rows.forEach(([tid, cgroup], row) => {
    snapshot.columns.tid[row] = tid;
    snapshot.columns.cgroup[row] = cgroup;
  });
  return snapshot;
};

const NOBODY = snapshotWith([]);
const own = readFileSync('/proc/self/cgroup', 'utf8');
const ownPath = own
  .split('\n')
  .find((line) => line.startsWith('0::'))
  ?.slice(3);

/** As on a machine whose tree is mounted elsewhere: only files of tasks say the paths. */
const pathsOf = (): CgroupPaths => {
  const paths = new CgroupPaths({ version: 2 });
  onTestFinished(() => paths.close());
  return paths;
};

const described = (paths: CgroupPaths, entry: TaskEntry): TaskEntry => {
  const draft = { ...entry };
  paths.describe(draft);
  return draft;
};

describe('the path of a control group', () => {
  it('is what a living task in it says, and stays known when the task is gone', () => {
    const paths = pathsOf();
    const entry = taskEntry({ tid: process.pid, cgroup: 71 });
    expect(described(paths, taskEntry({ tid: 1, cgroup: 71, ended: true }))).not.toHaveProperty(
      'cgroupPath',
    );
    paths.lookUp(snapshotWith([[process.pid, 71]]));
    expect(paths.known.get(71)).toBe(ownPath);
    expect(described(paths, { ...entry, ended: true }).cgroupPath).toBe(ownPath);
    expect(described(paths, taskEntry({ tid: 3 }))).not.toHaveProperty('cgroupPath');
  });

  it('is that which a task had when what it wrote is written back, for this very task', () => {
    const paths = pathsOf();
    paths.lookUp(snapshotWith([[process.pid, 71]]));
    const ended = taskEntry({ tid: 5, startedAt: 9, cgroup: 71, write: 4096, ended: true });
    described(paths, ended);
    const { cgroup: _, ...later } = taskEntry({
      ...{ tid: 5, startedAt: 9 },
      ...{ ended: true, endedBefore: true },
    });
    const others = [
      { ...later, startedAt: 10 },
      { ...later, endedBefore: undefined },
    ] as unknown as TaskEntry[];
    expect(paths.recall([later as TaskEntry, ...others])).toEqual([
      { ...later, cgroup: 71, cgroupPath: ownPath },
      ...others,
    ]);
  });

  it('is forgotten when thousands are known and no task lives in it', () => {
    const paths = pathsOf();
    const many = Array.from({ length: 4096 }, (_, i) => [process.pid, i + 1] as const);
    paths.lookUp(snapshotWith(many));
    paths.nextPass(snapshotWith(many.slice(0, 3)), NOBODY);
    expect([...paths.known.keys()]).toEqual([1, 2, 3]);
  });
});

describe('what /proc says of version 1', () => {
  it('is the path by controller, colons and all', () => {
    const text = '9:name=systemd:/a\n4:cpu,cpuacct:/b:c\n0::/\n';
    expect(
      ['cpuacct', 'cpu', 'name', 'memory'].map((name) => controllerCgroupOf(text, name)),
    ).toEqual(['/b:c', '/b:c', undefined, undefined]);
  });

  it('is which controllers have the most groups', () => {
    const text =
      '#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t2\t9\t1\nmemory\t3\t40\t1\nrdma\t0\t99\t1\n';
    expect(controllersOf(text)).toEqual(['memory', 'cpu']);
  });
});

itWith(['root'], 'the kernel says the path of a group by its id, and of none that is gone', () => {
  const use = cgroupUse();
  const mount = use.version === 'none' ? undefined : use.mount;
  if (mount === undefined) return;
  const byId = new CgroupById(mount);
  onTestFinished(() => byId.close());
  expect(byId.pathOf(statSync(mount).ino)).toBe('/');
  expect(byId.pathOf(2 ** 40)).toBeUndefined();
  byId.close();
  expect(byId.pathOf(statSync(mount).ino)).toBeUndefined();
});
