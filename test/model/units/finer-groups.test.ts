/** Rows of pods, slices, sessions and control groups; and whose a container is that may be named like another's. */
import { describe, expect, it } from 'vitest';
import { columnOf } from '../../../src/model/columns.ts';
import { compileExpression, type Where } from '../../../src/model/filter/filter.ts';
import { groupFolderOf } from '../../../src/model/groups/group-folder.ts';
import { GROUPING_IDS, type GroupingId } from '../../../src/model/range/grouping.ts';
import { RangeTotals } from '../../../src/model/range/range-report.ts';
import type { CgroupUnit } from '../../../src/model/units/unit.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import type { View } from '../../../src/model/view/view.ts';
import { sampleOf, type TaskFields, taskEntry } from '../../support/samples/samples.ts';
import { VIEW } from '../../support/samples/usual-view.ts';

const ID = '9ec39b91f3d70e1beff50a308f77067065ea6be0d91a3378375056cd4422cf3d';
const POD = '74c13223-5a00-11e9-b385-42010a80018d';
const POD_SLICE = `kubepods-besteffort-pod${POD.replaceAll('-', '_')}.slice`;
const POD_PATH = `/kubepods.slice/kubepods-besteffort.slice/${POD_SLICE}`;
const PATHS = {
  web: '/system.slice/nginx.service',
  getty: '/system.slice/system-getty.slice/getty@tty1.service',
  login: '/user.slice/user-1000.slice/session-3.scope',
  inLogin: '/user.slice/user-1000.slice/session-3.scope/inner',
  other: '/user.slice/user-1001.slice/session-3.scope',
  sync: '/user.slice/user-1000.slice/user@1000.service/app.slice/sync.service',
  pause: `${POD_PATH}/crio-${ID.replace('9', 'a')}.scope`,
  app: `${POD_PATH}/crio-${ID}.scope/container`,
  old: `/kubepods/pod${POD}/${ID}`,
  root: '/',
  docker: `/docker/${ID}`,
  evil: `/system.slice/evil.service/docker-${ID}.scope`,
  evilPod: `/system.slice/evil.service/pod${POD}/x`,
} as const;

let lastTid = 0;
const task = (name: keyof typeof PATHS, write: number, more: Partial<TaskFields> = {}) => ({
  ...{ tid: ++lastTid, comm: 'x', write, uid: 0 },
  ...{ cgroup: Object.keys(PATHS).indexOf(name) + 1, cgroupPath: PATHS[name] },
  ...more,
});

const podName = 'shop/web-7d4b';
const tasks: readonly TaskFields[] = [
  task('web', 1),
  task('getty', 2),
  task('login', 4),
  task('inLogin', 8, { ended: true }),
  task('other', 16),
  task('sync', 32),
  task('pause', 64, { podName }),
  task('app', 128, { podName, containerName: 'nginx', ended: true }),
  task('old', 256),
  task('root', 512, { comm: 'kworker', kernelThread: true }),
  task('docker', 1024, { containerName: 'web' }),
  task('evil', 2048, { containerName: 'web' }),
  task('evilPod', 4096, { podName }),
  { tid: ++lastTid, comm: 'x', write: 8192 },
  { tid: ++lastTid, comm: 'x', write: 16384, cgroup: 77 },
];

const rowsOf = (unit: View['unit'], load = { tasks }): readonly (readonly [number, string])[] => {
  const sort = { column: columnOf('moved'), direction: 'ascending' } as const;
  const { rows } = buildReport(sampleOf(load), { ...VIEW, unit, sort });
  return rows.map(({ amounts, entry }) => [amounts.write ?? 0, entry.comm] as const);
};

const ROWS = {
  pods: [
    [192, 'shop/web-7d4b'],
    [256, '74c13223-5a0'],
    [3647, 'no pod'],
    [4096, 'shop/web-7d4b (in evil.service)'],
    [8192, 'unknown'],
    [16384, 'unknown 77'],
  ],
  slices: [
    [2, 'system-getty.slice'],
    [16, 'user-1001.slice'],
    [44, 'user-1000.slice'],
    [192, POD_SLICE],
    [1792, 'no slice'],
    [6145, 'system.slice'],
    [8192, 'unknown'],
    [16384, 'unknown 77'],
  ],
  sessions: [
    [12, 'session 3 (user 1000)'],
    [16, 'session 3 (user 1001)'],
    [8163, 'no session'],
    [8192, 'unknown'],
    [16384, 'unknown 77'],
  ],
  cgroups: [
    ...Object.values(PATHS).map((path, at) => [2 ** at, path] as const),
    [8192, 'unknown'],
    [16384, 'unknown 77'],
  ],
} as const;

describe.each(Object.entries(ROWS))('%s', (unit, rows) => {
  it('have a row each, with ended tasks in it, and all other tasks one that is named', () => {
    expect(rowsOf(unit as CgroupUnit)).toEqual(rows);
  });

  it('have the same rows where their tasks are idle, and in a report over a time', () => {
    const idle = tasks.map((each) => ({ ...each, write: 0, ended: false }));
    const names = rows.map(([, name]) => name).sort();
    const asleep = rowsOf(unit as CgroupUnit, { tasks: [], idle } as never);
    expect(asleep.map(([, name]) => name).sort()).toEqual(names);
    const by = unit.slice(0, -1) as GroupingId;
    expect(GROUPING_IDS).toContain(by);
    const totals = new RangeTotals({ by });
    totals.add(sampleOf({ tasks }));
    const reported = totals
      .result()
      .rows.map(({ subject, amounts }) => [amounts.write, subject.name]);
    expect(reported.sort(([a = 0], [b = 0]) => Number(a) - Number(b))).toEqual(rows);
  });
});

it('a container that a service named like another in its own groups is a row of its own, which says where it is', () => {
  expect(rowsOf('containers').filter(([, name]) => name.startsWith('docker'))).toEqual([
    [1024, 'docker web'],
    [2048, 'docker web (in evil.service)'],
  ]);
  expect(rowsOf('services')).toContainEqual([2048 + 4096, 'evil.service']);
});

it('a pod is known by its name alone where the path has no more than the container', () => {
  const cgroupPath = `/../crio-${ID}.scope`;
  const load = { tasks: [task('app', 1, { cgroupPath, podName }), task('app', 2, { cgroupPath })] };
  expect(rowsOf('pods', load)).toEqual([
    [1, podName],
    [2, 'no pod'],
  ]);
});

describe('a filter', () => {
  it.each([
    ['slice = user.slice', ['login', 'inLogin', 'other', 'sync']],
    ['slice = user', ['login', 'inLogin', 'other', 'sync']],
    ['slice = user-1000.slice', ['login', 'inLogin', 'sync']],
    ['slice = app.slice', []],
    ['slice = system.slice', ['web', 'getty', 'evil', 'evilPod']],
    ['slice = system-getty', ['getty']],
    ['slice ~ ^kubepods-', ['pause', 'app']],
    ['not slice ~ .', ['old', 'root', 'docker']],
    ['session = 3', ['login', 'inLogin', 'other']],
    ['session = session-3.scope and slice = user-1001.slice', ['other']],
    ['session != 3 and slice = user', ['sync']],
    ['container ~ ^no', []],
    ['pod = web-7d4b', ['pause', 'app', 'evilPod']],
  ])('chooses by %s', (typed, groups) => {
    const { where } = compileExpression(typed) as { readonly where: Where };
    const view = { ...VIEW, selection: { ...VIEW.selection, where } };
    const { rows } = buildReport(sampleOf({ tasks }), view);
    const names = new Map<string, string>(
      Object.entries(PATHS).map(([name, path]) => [path, name]),
    );
    expect(rows.map(({ entry }) => names.get(entry.cgroupPath ?? '')).sort()).toEqual(
      [...groups].sort(),
    );
  });
});

it.each([
  ['pods', PATHS.app, POD_PATH],
  ['pods', PATHS.docker, undefined],
  ['slices', PATHS.sync, '/user.slice/user-1000.slice'],
  ['slices', PATHS.getty, '/system.slice/system-getty.slice'],
  ['slices', PATHS.root, undefined],
  ['sessions', PATHS.inLogin, PATHS.login],
  ['sessions', PATHS.sync, undefined],
  ['cgroups', PATHS.inLogin, PATHS.inLogin],
  ['cgroups', PATHS.root, PATHS.root],
  ['cgroups', undefined, undefined],
] as const)('the folder of a row of %s is the whole of it: %s', (unit, path, folder) => {
  const entry = taskEntry({ tid: 1, ...(path && { cgroupPath: path }) });
  expect(groupFolderOf(unit, entry)).toBe(folder);
  if (path === PATHS.app) expect(groupFolderOf(unit, { ...entry, podName })).toBe(folder);
});
