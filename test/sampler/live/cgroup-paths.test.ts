import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  controllerCgroupOf,
  controllersOf,
  unifiedCgroupOf,
} from '../../../src/kernel/abi/proc/small-files.ts';
import type { TaskEntry } from '../../../src/sample/sample.ts';
import type { ContainerLookup } from '../../../src/sampler/containers/container-lookup.ts';
import type { ContainerNames } from '../../../src/sampler/containers/name-files.ts';
import { CgroupPaths } from '../../../src/sampler/live/cgroup-paths.ts';
import { newSnapshot, type Snapshot } from '../../../src/sampler/table/snapshot.ts';
import { taskEntry } from '../../support/samples/samples.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

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
const ownPath = unifiedCgroupOf(readFileSync('/proc/self/cgroup', 'utf8'));

/** No task has it: the kernel gives none above 2^22. */
const GONE = 2 ** 22 + 1;

/** Only files of tasks say the paths. @param mount absent: no tree is mounted */
const pathsOf = (
  mount?: string,
  { namesOf }: Pick<ContainerLookup, 'namesOf'> = { namesOf: () => undefined },
): CgroupPaths => {
  expect(ownPath).toBeDefined();
  const use = mount === undefined ? ({ version: 2 } as const) : ({ version: 2, mount } as const);
  const paths = new CgroupPaths(use, { namesOf, nextPass: () => undefined });
  // As without CAP_DAC_READ_SEARCH: the kernel is not asked.
  paths.close();
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
    expect(paths.known.get(71)?.cgroupPath).toBe(ownPath);
    expect(described(paths, { ...entry, ended: true }).cgroupPath).toBe(ownPath);
    expect(described(paths, taskEntry({ tid: 3 }))).not.toHaveProperty('cgroupPath');
  });

  it('is not what a task says whose group has another id by now', () => {
    const mount = temporaryFolder();
    const folder = join(mount, ownPath as string);
    mkdirSync(folder, { recursive: true });
    const paths = pathsOf(mount);
    const { ino } = statSync(folder);
    paths.lookUp(
      snapshotWith([
        [process.pid, ino + 1],
        [process.pid, ino],
      ]),
    );
    expect([...paths.known]).toEqual([[ino, { cgroupPath: ownPath }]]);
    for (const nowhere of [join(mount, 'nothing'), '/long'.repeat(1000)]) {
      const elsewhere = pathsOf(nowhere);
      elsewhere.lookUp(snapshotWith([[process.pid, ino]]));
      expect(elsewhere.known.size).toBe(0);
    }
  });

  it('is asked for again of other tasks, a few in a generation', () => {
    const triedOf = (...gone: readonly number[]): CgroupPaths => {
      const paths = pathsOf();
      for (const tid of [...gone, process.pid]) paths.lookUp(snapshotWith([[tid, 71]]));
      return paths;
    };
    expect(triedOf(GONE, GONE, GONE).known.get(71)?.cgroupPath).toBe(ownPath);
    const paths = triedOf(GONE, GONE, GONE, GONE);
    expect(paths.known.size).toBe(0);
    const self = snapshotWith([[process.pid, 71]]);
    for (let pass = 1; pass < 60; pass++) paths.nextPass(self, self);
    expect(paths.known.size).toBe(0);
    paths.nextPass(self, self);
    expect(paths.known.get(71)?.cgroupPath).toBe(ownPath);
  });

  it('is not asked for where only an ended task could tell, which a living one may later', () => {
    const paths = pathsOf();
    const ended = taskEntry({ tid: GONE, cgroup: 71, ended: true });
    for (let i = 0; i < 10; i++) described(paths, ended);
    paths.lookUp(snapshotWith([[process.pid, 71]]));
    expect(paths.known.get(71)?.cgroupPath).toBe(ownPath);
  });

  it('is that which a task had when what it wrote long before its end is written back, for this very task', () => {
    const paths = pathsOf();
    paths.lookUp(snapshotWith([[process.pid, 71]]));
    const ended = taskEntry({ tid: 5, startedAt: 9, cgroup: 71, write: 0, ended: true });
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

  it('is known for a minute at least of what a task that ended wrote, however short the intervals', () => {
    const paths = pathsOf();
    const task = { tid: 5, startedAt: 9, ended: true } as const;
    described(paths, taskEntry({ ...task, cgroup: 72 }));
    const pass = snapshotWith([]);
    for (let at = 0; at < 60e9; at += 0.2e9) {
      pass.startedAt = at;
      paths.nextPass(pass, NOBODY);
    }
    const later = taskEntry({ ...task, endedBefore: true });
    expect(paths.recall([later])).toEqual([{ ...later, cgroup: 72 }]);
  });

  it('is as unknown as it was when what its task wrote is written back: its id stays', () => {
    const paths = pathsOf();
    const task = { tid: 5, startedAt: 9, ended: true } as const;
    described(paths, taskEntry({ ...task, cgroup: 72 }));
    const later = taskEntry({ ...task, endedBefore: true });
    expect(paths.recall([later])).toEqual([{ ...later, cgroup: 72 }]);
  });

  it('is forgotten when thousands are known and no task lives in it', () => {
    const paths = pathsOf();
    const many = Array.from({ length: 4096 }, (_, i) => [process.pid, i + 1] as const);
    paths.lookUp(snapshotWith(many));
    paths.nextPass(snapshotWith(many.slice(0, 3)), NOBODY);
    expect([...paths.known.keys()]).toEqual([1, 2, 3]);
  });
});

describe('the name of a container', () => {
  const own = snapshotWith([[process.pid, 71]]);

  it('is looked for in four passes, until it is found, and kept when nobody can tell it any more', () => {
    for (const foundAt of [1, 2, 3, 4, 5]) {
      let looks = 0;
      const namesOf = (): ContainerNames => {
        looks += 1;
        if (looks === 1) return { podName: 'shop/web' };
        return looks === foundAt ? { containerName: 'nginx' } : {};
      };
      const names = foundAt === 1 ? { containerName: 'nginx', podName: 'shop/web' } : undefined;
      const paths = pathsOf(undefined, { namesOf: names ? () => names : namesOf });
      paths.lookUp(own);
      for (let pass = 0; pass < 8; pass++) paths.nextPass(own, own);
      const task = { tid: 5, startedAt: 9, ended: true } as const;
      const known = described(paths, taskEntry({ ...task, cgroup: 71 }));
      const found = foundAt < 5 ? { containerName: 'nginx' } : {};
      expect(known).toMatchObject({ cgroupPath: ownPath, podName: 'shop/web', ...found });
      expect(Object.keys(known).includes('containerName')).toBe(foundAt < 5);
      if (foundAt > 1) expect(looks).toBe(Math.min(foundAt, 4));
      const [recalled] = paths.recall([taskEntry({ ...task, endedBefore: true })]);
      expect(recalled).toMatchObject({ podName: 'shop/web', ...found });
    }
  });

  it('is not looked for again where nobody has a file of it', () => {
    let looks = 0;
    const namesOf = (): undefined => {
      looks += 1;
    };
    const paths = pathsOf(undefined, { namesOf });
    paths.lookUp(own);
    for (let pass = 0; pass < 8; pass++) paths.nextPass(own, own);
    expect([looks, paths.known.get(71)]).toEqual([1, { cgroupPath: ownPath }]);
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
