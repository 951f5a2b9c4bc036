/** Rows of services and containers: every task in one of each, ended ones too, by what its control group is called. */
import { describe, expect, it } from 'vitest';
import { columnOf } from '../../../src/model/columns.ts';
import { compileExpression, type Where } from '../../../src/model/filter/filter.ts';
import { RangeTotals } from '../../../src/model/range/range-report.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import { keyOfRow } from '../../../src/model/view/row.ts';
import type { View } from '../../../src/model/view/view.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';
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

describe('a group of tasks', () => {
  it('is a service by its unit, else by its slice, else by its path, else by its id', () => {
    expect(shown(viewOf('services'))).toEqual([
      [42, 'docker 9ec39b91f3d7 (1 process: db)'],
      [30, 'nginx.service (2 processes: logger, nginx)'],
      [11, 'quadlet.service (1 process: x)'],
      [9, 'unknown (1 process: x)'],
      [8, 'unknown 77 (1 process: x)'],
      [7, 'docker 9ec39b91f3d7 (1 process: x)'],
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
      [11, 'podman 9ec39b91f3d7 (1 process: x)'],
      [9, 'unknown (1 process: x)'],
      [8, 'unknown 77 (1 process: x)'],
      [7, 'docker 9ec39b91f3d7 (1 process: x)'],
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
      ['podman 9ec39b91f3d7', 11],
      ['unknown', 9],
      ['unknown 77', 8],
      ['docker 9ec39b91f3d7', 7],
      ['containerd 9ec39b91f3d7 (pod 74c13223-5a0)', 6],
    ]);
  });

  it('is in CGROUP by its path, else by its id', () => {
    const { rows, view } = buildReport(sampleOf({ tasks: tasks.slice(-3) }), viewOf('threads'));
    const texts = rows.map((row) => columnOf('cgroup').value(row, view.context));
    expect(texts.sort()).toEqual(['/process_api/7', '77', undefined]);
  });
});
