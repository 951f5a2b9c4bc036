/** Rows of services and containers: every task in one of each, ended ones too, by what its control group is called. */
import { describe, expect, it } from 'vitest';
import { defined } from '../../../src/lib/defined.ts';
import { columnOf } from '../../../src/model/columns.ts';
import { compileExpression, type Where } from '../../../src/model/filter/filter.ts';
import { groupFolderOf } from '../../../src/model/groups/group-folder.ts';
import { RangeTotals } from '../../../src/model/range/range-report.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import { keyOfRow } from '../../../src/model/view/row.ts';
import type { View } from '../../../src/model/view/view.ts';
import { sampleOf, type TaskFields, taskEntry } from '../../support/samples/samples.ts';
import { VIEW } from '../../support/samples/usual-view.ts';

const ID = '9ec39b91f3d70e1beff50a308f77067065ea6be0d91a3378375056cd4422cf3d';
const POD = '74c13223_5a00_11e9_b385_42010a80018d';
const PATHS = {
  web: '/system.slice/nginx.service',
  docker: `/system.slice/docker-${ID}.scope`,
  rootless: `/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${ID}.scope`,
  pod: `/kubepods.slice/kubepods-pod${POD}.slice/cri-containerd-${ID}.scope`,
  sync: '/user.slice/user-1000.slice/user@1000.service/app.slice/sync.service',
  root: '/',
  slice: '/system.slice',
  inner: `/system.slice/quadlet.service/libpod-payload-${ID}`,
  old: '/process_api/7',
};

let lastTid = 0;
const task = (
  group: keyof typeof PATHS | undefined,
  write: number,
  more: Partial<TaskFields> = {},
): TaskFields => ({
  ...{ tid: ++lastTid, comm: 'x', write, uid: 0 },
  ...(group && { cgroup: Object.keys(PATHS).indexOf(group) + 1, cgroupPath: PATHS[group] }),
  ...more,
});

const tasks = [
  task('web', 10, { comm: 'nginx' }),
  task('web', 20, { comm: 'logger', uid: 33, ended: true }),
  task('docker', 40, { comm: 'db' }),
  task('docker', 2, { comm: 'db', ended: true, endedBefore: true }),
  task('rootless', 7),
  task('pod', 6),
  task('sync', 5, { uid: 1000 }),
  task('root', 4),
  task('slice', 3),
  task('inner', 11),
  task('old', 1),
  task(undefined, 9),
  task(undefined, 8, { cgroup: 77 }),
];

const viewOf = (unit: View['unit'], more: Partial<View> = {}): View => ({
  ...VIEW,
  unit,
  sort: { column: columnOf('moved'), direction: 'descending' },
  ...more,
});

const shown = (view: View, sample = sampleOf({ tasks })): readonly unknown[] =>
  buildReport(sample, view).rows.map((row) => [
    row.amounts.write,
    columnOf('command').value(row, view.context),
  ]);

describe('a filter', () => {
  const ofDocker = ['docker', 'docker', 'inner', 'rootless', 'pod'];
  it.each([
    ['service = nginx', ['web', 'web']],
    ['service = nginx.service', ['web', 'web']],
    ['service ~ ^docker', ['docker', 'docker', 'rootless']],
    ['container = 9ec39b91f3d7', ofDocker],
    [`container = ${ID}`, ofDocker],
    ['container = 9ec3', ofDocker],
    [`container = ${ID.slice(0, 63)}`, ofDocker],
    ['container ~ ^docker', ['docker', 'docker', 'rootless']],
    ['container != 9ec39b91f3d7', ['web', 'web', 'sync', 'root', 'slice', 'old']],
    ['cgroupPath = /system.slice', ['slice']],
  ])('chooses by %s, and leaves out of what nothing is known', (typed, groups) => {
    const { where } = compileExpression(typed) as { readonly where: Where };
    const { rows } = buildReport(
      sampleOf({ tasks }),
      viewOf('threads', { selection: { ...VIEW.selection, where } }),
    );
    const names = new Map(Object.entries(PATHS).map(([name, path]) => [path, name]));
    expect(rows.map(({ entry }) => names.get(entry.cgroupPath ?? '')).sort()).toEqual(
      [...groups].sort(),
    );
  });
});

describe('a container with a name', () => {
  const [OTHER, THIRD] = [ID.replace('9', 'a'), ID.replace('9', 'b')];
  const named = (path: string, containerName: string, more: Partial<TaskFields> = {}): TaskFields =>
    task('docker', 1, { cgroupPath: path, cgroup: ++lastTid, containerName, ...more });
  const POD_PATH = PATHS.pod.replace(`/cri-containerd-${ID}.scope`, '');
  const NAMED = [
    named(PATHS.docker, 'web'),
    named(`/system.slice/docker-${OTHER}.scope`, 'web', { ended: true }),
    named(`${PATHS.rootless}/inner.service`, 'web'),
    named(`/machine.slice/libpod-${THIRD}.scope`, 'web'),
    named(PATHS.pod, 'nginx', { podName: 'shop/web-7d4b' }),
    named(`${POD_PATH}/crio-${OTHER}.scope`, 'nginx', { podName: 'test/web-7d4b' }),
  ];
  const ROWS = [
    [2, 'docker web (2 processes: x)'],
    [1, 'docker web (user 1000) (1 process: x)'],
    [1, 'podman web (1 process: x)'],
    [1, 'containerd nginx (pod shop/web-7d4b) (1 process: x)'],
    [1, 'cri-o nginx (pod test/web-7d4b) (1 process: x)'],
  ];
  const reported = (by: 'service' | 'container'): readonly unknown[] => {
    const totals = new RangeTotals({ by });
    totals.add(sampleOf({ tasks: NAMED }));
    return totals
      .result()
      .rows.map(({ subject, amounts }) => `${amounts.write} ${subject.name}`)
      .sort();
  };

  it('is called by it in rows and reports, one that was made anew with its forerunner, of a user with whose it is', () => {
    const sample = sampleOf({ tasks: NAMED });
    expect(shown(viewOf('containers'), sample)).toEqual(ROWS);
    expect(shown(viewOf('services'), sample)).toEqual(ROWS);
    const names = ROWS.map(([write, name]) => `${write} ${name}`.replace(/ \(\d process.*/, ''));
    expect(reported('container')).toEqual(names.sort());
    expect(reported('service')).toEqual(names.sort());
  });

  it('is an idle one too', () => {
    const sample = sampleOf({
      tasks: [],
      idle: NAMED.slice(3, 5).map((each) => ({ ...each, write: 0 })),
    });
    expect(shown(viewOf('containers'), sample)).toEqual([
      [0, 'podman web (1 process)'],
      [0, 'containerd nginx (pod shop/web-7d4b) (1 process)'],
    ]);
  });

  it.each([
    ['container = web', 4],
    ['container = docker/web', 3],
    ['container = "docker web"', 2],
    [`container = ${OTHER}`, 2],
    ['container = "docker aec39b91f3d7"', 1],
    ['container = docker/aec39b91f3d7', 1],
    [`container = ${ID.slice(0, 4)}`, 3],
    [`container = ${ID.slice(0, 3)}`, 0], // too few digits to begin an id
    ['container ~ ^podman', 1],
    ['container = nginx and pod = shop/web-7d4b', 1],
    ['pod = web-7d4b', 2],
    ['pod = 74c13223-5a00-11e9-b385-42010a80018d', 2],
    ['pod = 74c13223-5a0', 2],
    [`pod = ${POD}`, 2],
    ['pod != shop/web-7d4b', 5],
    ['containerName = web', 4],
    ['podName ~ ^test/', 1],
  ])('is chosen by %s', (typed, count) => {
    const { where } = compileExpression(typed) as { readonly where: Where };
    const view = viewOf('threads', { selection: { ...VIEW.selection, where } });
    expect(buildReport(sampleOf({ tasks: NAMED }), view).rows).toHaveLength(count);
  });

  it('is found by no beginning, though it look like one of an id', () => {
    const { where } = compileExpression('container = abcd') as { readonly where: Where };
    const view = viewOf('threads', { selection: { ...VIEW.selection, where } });
    const called = (name: string) => sampleOf({ tasks: [named(PATHS.docker, name)] });
    expect(buildReport(called('abcdef'), view).rows).toEqual([]);
    expect(buildReport(called('abcd'), view).rows).toHaveLength(1);
  });

  it('is whole where the path has it, however long', () => {
    const path = '/lxc.payload.a-mail-server-of-ours';
    const sample = sampleOf({ tasks: [task('docker', 1, { cgroupPath: path })] });
    expect(shown(viewOf('containers'), sample)).toEqual([
      [1, 'lxc a-mail-server-of-ours (1 process: x)'],
    ]);
  });

  it('is told apart from the moment it has one, whoever remembers the task', () => {
    const totals = new RangeTotals({ by: 'container' });
    const { containerName: _, ...before } = NAMED[0] as TaskFields;
    for (const each of [before, NAMED[0] as TaskFields]) totals.add(sampleOf({ tasks: [each] }));
    expect(totals.result().rows.map(({ subject }) => subject.name)).toEqual([
      'docker 9ec39b91f3d7',
      'docker web',
    ]);
  });
});

describe('the folder of a row', () => {
  const PODMAN = `/machine.slice/libpod-${ID}.scope`;
  it.each([
    ['containers', PODMAN, PODMAN],
    ['containers', `${PODMAN}/container/a.service`, PODMAN],
    ['services', `${PODMAN}/container/a.service`, PODMAN],
    ['services', '/system.slice/web.service/worker', '/system.slice/web.service'],
    ['services', `${PATHS.sync}/x`, PATHS.sync],
    ['services', '/system.slice', undefined],
    ['services', '/process_api/7', '/process_api/7'],
    ['services', '/', undefined],
    ['services', PODMAN, PODMAN],
    ['containers', '/system.slice/web.service', undefined],
    ['containers', undefined, undefined],
  ] as const)('is, of %s, the whole of it: %s', (unit, cgroupPath, folder) => {
    const entry = taskEntry({ tid: 1, ...defined({ cgroupPath }) });
    expect(groupFolderOf(unit, entry)).toBe(folder);
    expect(groupFolderOf(unit, { ...entry, containerName: 'web' })).toBe(folder);
  });
});

describe('a group of tasks', () => {
  it('is a service by its unit, else by its slice, else by its path, else by its id', () => {
    expect(shown(viewOf('services'))).toEqual([
      [42, 'docker 9ec39b91f3d7 (1 process: db)'],
      [30, 'nginx.service (2 processes: logger, nginx)'],
      [11, 'quadlet.service (1 process: x)'],
      [9, 'unknown (1 process: x)'],
      [8, 'unknown 77 (1 process: x)'],
      [7, 'docker 9ec39b91f3d7 (user 1000) (1 process: x)'],
      [6, 'containerd 9ec39b91f3d7 (pod 74c13223-5a0) (1 process: x)'],
      [5, 'sync.service (1 process: x)'],
      [4, '/ (1 process: x)'],
      [3, 'system.slice (1 process: x)'],
      [1, '/process_api/7 (1 process: x)'],
    ]);
  });

  it("is a container by runtime and short id, a user's apart from the system's, or of the host", () => {
    expect(shown(viewOf('containers'))).toEqual([
      [43, 'no container (6 processes: logger, nginx, x)'],
      [42, 'docker 9ec39b91f3d7 (1 process: db)'],
      [11, 'podman 9ec39b91f3d7 (in quadlet.service) (1 process: x)'],
      [9, 'unknown (1 process: x)'],
      [8, 'unknown 77 (1 process: x)'],
      [7, 'docker 9ec39b91f3d7 (user 1000) (1 process: x)'],
      [6, 'containerd 9ec39b91f3d7 (pod 74c13223-5a0) (1 process: x)'],
    ]);
  });

  it('has a user only where all its tasks have the same', () => {
    const { rows } = buildReport(sampleOf({ tasks }), viewOf('services'));
    const users = rows.map(({ entry }) => [entry.comm, entry.uid]);
    expect(users).toContainEqual(['nginx.service', undefined]);
    expect(users).toContainEqual(['sync.service', 1000]);
  });

  it('opens into its processes', () => {
    const { rows } = buildReport(sampleOf({ tasks }), viewOf('services'));
    const web = rows.find(({ entry }) => entry.comm === 'nginx.service');
    expect(web?.fold?.members.map(({ entry }) => entry.comm)).toEqual(['nginx', 'logger']);
  });

  it('counts idle processes of which no rows are made, in any number of control groups', () => {
    const idle = Array.from({ length: 200 }, (_, i) =>
      task('web', 0, { cgroup: 100 + i, cgroupPath: `/system.slice/s${i % 50}.service/${i}` }),
    );
    const sample = sampleOf({ tasks: [task('web', 3, { cgroupPath: '/s7.service' })], idle });
    expect(shown(viewOf('services', { most: 2 }), sample)).toEqual([
      [3, 's7.service (5 processes: x)'],
      [0, 's0.service (4 processes)'],
      [0, 's1.service (4 processes)'],
    ]);
    const [first] = buildReport(sample, viewOf('services')).rows.map(keyOfRow);
    const opened = new Set(first === undefined ? [] : [first]);
    const report = buildReport(sample, viewOf('services', { most: 2, opened }));
    expect(report.rows[0]?.fold?.members).toHaveLength(5);
  });

  it('has a row in a report over a time', () => {
    const totals = new RangeTotals({ by: 'container' });
    totals.add(sampleOf({ tasks }));
    expect(
      totals.result().rows.map(({ subject, amounts }) => [subject.name, amounts.write]),
    ).toEqual([
      ['no container', 43],
      ['docker 9ec39b91f3d7', 42],
      ['podman 9ec39b91f3d7 (in quadlet.service)', 11],
      ['unknown', 9],
      ['unknown 77', 8],
      ['docker 9ec39b91f3d7 (user 1000)', 7],
      ['containerd 9ec39b91f3d7 (pod 74c13223-5a0)', 6],
    ]);
  });

  it('is in CGROUP by its path, else by its id', () => {
    const { rows, view } = buildReport(sampleOf({ tasks: tasks.slice(-3) }), viewOf('threads'));
    const texts = rows.map((row) => columnOf('cgroup').value(row, view.context));
    expect(texts.sort()).toEqual(['/process_api/7', '77', undefined]);
  });
});
