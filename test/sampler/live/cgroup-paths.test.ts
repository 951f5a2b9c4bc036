import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  controllerCgroupOf,
  controllersOf,
  unifiedCgroupOf,
} from '../../../src/kernel/abi/proc/small-files.ts';
import type { TaskEntry } from '../../../src/sample/sample.ts';
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
const pathsOf = (mount?: string): CgroupPaths => {
  expect(ownPath).toBeDefined();
  const paths = new CgroupPaths(mount === undefined ? { version: 2 } : { version: 2, mount });
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
    expect(paths.known.get(71)).toBe(ownPath);
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
    expect([...paths.known]).toEqual([[ino, ownPath]]);
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
    expect(triedOf(GONE, GONE, GONE).known.get(71)).toBe(ownPath);
    const paths = triedOf(GONE, GONE, GONE, GONE);
    expect(paths.known.size).toBe(0);
    const self = snapshotWith([[process.pid, 71]]);
    for (let pass = 1; pass < 60; pass++) paths.nextPass(self, self);
    expect(paths.known.size).toBe(0);
    paths.nextPass(self, self);
    expect(paths.known.get(71)).toBe(ownPath);
  });

  it('is not asked for where only an ended task could tell, which a living one may later', () => {
    const paths = pathsOf();
    const ended = taskEntry({ tid: GONE, cgroup: 71, ended: true });
    for (let i = 0; i < 10; i++) described(paths, ended);
    paths.lookUp(snapshotWith([[process.pid, 71]]));
    expect(paths.known.get(71)).toBe(ownPath);
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
