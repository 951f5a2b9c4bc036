/** What a row says it is, copied into a filter, chooses what the row is of: in every unit. */
import { describe, expect, it } from 'vitest';
import { columnOf } from '../../../src/model/columns.ts';
import { UNITS, type Unit } from '../../../src/model/units/unit.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import { keyOfRow, type Row } from '../../../src/model/view/row.ts';
import type { View } from '../../../src/model/view/view.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { diskOf } from '../../support/samples/disks.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';
import { chosenBy, VIEW } from '../../support/samples/usual-view.ts';

const ID = '9ec39b91f3d70e1beff50a308f77067065ea6be0d91a3378375056cd4422cf3d';
const POD = '/kubepods.slice/kubepods-pod74c13223_5a00_11e9_b385_42010a80018d.slice';
const OF_USER = '/user.slice/user-1000.slice/user@1000.service';

/** Each in its control group, the last two in one of which nothing but the number is known, and in none that is known. */
const TASKS = [
  { cgroupPath: '/system.slice/nginx.service', command: '/usr/sbin/nginx -g x', comm: 'nginx' },
  { cgroupPath: '/system.slice/system-getty.slice/getty@tty1.service' },
  { cgroupPath: '/system.slice' },
  { cgroupPath: '/', comm: 'kworker/0:1-x', kernelThread: true },
  { cgroupPath: '/user.slice/user-1000.slice/session-3.scope', uid: 1000, user: 'ann' },
  { cgroupPath: '/user.slice/user-1001.slice/session-3.scope', uid: 4711, user: undefined },
  { cgroupPath: `${OF_USER}/app.slice/sync.service`, uid: 1000, user: 'ann' },
  { cgroupPath: `${OF_USER}/user.slice/docker-${ID}.scope`, containerName: 'web' },
  { cgroupPath: `${OF_USER}/user.slice/user-libpod_pod_${ID}.slice/x`, podName: 'blog' },
  { cgroupPath: `/system.slice/docker-${ID}.scope`, containerName: 'web' },
  { cgroupPath: `/system.slice/evil.service/docker-${ID}.scope`, containerName: 'web' },
  { cgroupPath: `/system.slice/evil.service/${POD}/x`, podName: 'shop/web-7d4b' },
  { cgroupPath: `/machine.slice/libpod-${ID}.scope` },
  {
    cgroupPath: `${POD}/cri-containerd-${ID}.scope`,
    containerName: 'nginx',
    podName: 'shop/web-7d4b',
  },
  { cgroupPath: `${POD}/crio-${ID.replace('9', 'a')}.scope` },
  { comm: 'dd', command: 'dd if=/dev/zero', ended: true },
  { comm: 'x' },
].map(
  (fields, at): TaskFields => ({
    ...{ tid: at + 1, command: `task${at + 1}`, write: 2 ** at, disk: [{ device: 'vda' }] },
    ...('cgroupPath' in fields || fields.ended ? { cgroup: at + 100 } : {}),
    ...fields,
  }),
);

const OWNERS = { owners: [{ owner: 'file-system', write: 2 ** 30, writes: 3 }] };
const SAMPLE = sampleOf({
  tasks: TASKS,
  system: { devices: [diskOf('vda', OWNERS), diskOf('dm-0', { kind: 'layer', alias: 'root' })] },
});
const ASLEEP = sampleOf({
  idle: TASKS.map((each) => ({ ...each, write: 0, ended: undefined })),
});

const NAMES: Readonly<Record<Unit, string>> = {
  ...{ threads: 'command', processes: 'command', programs: 'command', users: 'user' },
  ...{ services: 'service', containers: 'container', pods: 'pod', slices: 'slice' },
  ...{ sessions: 'session', cgroups: 'cgroup', devices: 'device' },
};

const rowsOf = (sample: Sample, unit: Unit, more: Partial<View>): readonly Row[] => {
  const sort = { column: columnOf('moved'), direction: 'descending' } as const;
  return buildReport(sample, { ...VIEW, unit, owners: 'shown', sort, ...more }).rows;
};

/** What stands behind the name: how many tasks it is of, and who of them is busiest. */
const COUNT = / (?:×\d+|\(\d+ (?:ended|process).*\)|\(ended.*\))$/;

const labelOf = (row: Row, unit: Unit): string => {
  const { context } = VIEW;
  if (unit === 'users' && row.fold?.members.length !== 0)
    return String(columnOf('user').value(row, context));
  const shown = String(columnOf('command').value(row, context));
  return unit === 'devices' ? (shown.split(' ')[0] as string) : shown.replace(COUNT, '');
};

const labelsOf = (sample: Sample, unit: Unit): readonly string[] =>
  rowsOf(sample, unit, {}).map((row) => labelOf(row, unit));

describe.each(UNITS)('%s', (unit) => {
  it.each([
    ['busy', SAMPLE],
    ['asleep', ASLEEP],
  ] as const)(
    'what a row says it is, copied into a filter, chooses all of it (%s)',
    (_, sample) => {
      const rows = rowsOf(sample, unit, {});
      if (sample === SAMPLE) expect(rows.length).toBeGreaterThan(1);
      for (const row of rows) {
        const isOwner = row.fold?.members.length === 0 && row.device === undefined;
        const name = isOwner ? 'command' : NAMES[unit];
        const filter = `${name} = "${labelOf(row, unit)}"`;
        const chosen = rowsOf(sample, unit, { selection: chosenBy(filter) });
        const same = chosen.find((each) => keyOfRow(each) === keyOfRow(row));
        expect([filter, same?.amounts, same?.tasks]).toEqual([filter, row.amounts, row.tasks]);
        const others = rowsOf(sample, unit, { selection: chosenBy(`not ${filter}`) });
        expect(others.map(keyOfRow)).not.toContain(keyOfRow(row));
      }
    },
  );
});

it('the rest and the unknown have rows in these laws', () => {
  for (const unit of ['container', 'pod', 'slice', 'session'] as const)
    expect(labelsOf(SAMPLE, `${unit}s`)).toEqual(
      expect.arrayContaining([`no ${unit}`, 'unknown', 'unknown 115']),
    );
  expect(labelsOf(SAMPLE, 'services')).toEqual(
    expect.arrayContaining(['system.slice', '/', 'unknown', 'unknown 115']),
  );
  expect(labelsOf(SAMPLE, 'sessions')).toContain('session 3 (user 1000)');
  expect(labelsOf(SAMPLE, 'pods')).toContain('blog (user 1000)');
  expect(labelsOf(SAMPLE, 'cgroups')).toContain('unknown 115');
  expect(labelsOf(SAMPLE, 'users')).toEqual(
    expect.arrayContaining(['ann', '4711', 'the file system itself']),
  );
});

it('what a row says of what is in none is no name of one', () => {
  const chosen = (filter: string): readonly number[] =>
    rowsOf(SAMPLE, 'threads', { selection: chosenBy(filter) })
      .map(({ entry }) => entry.tid)
      .filter((tid) => tid > 0)
      .sort((a, b) => a - b);
  expect(chosen('pod ~ .')).toEqual([9, 12, 14, 15]);
  expect(chosen('pod != "no pod"')).toEqual([9, 12, 14, 15]);
  expect(chosen('user ~ 1')).toEqual([6]);
  expect(chosen('cgroup ~ 1')).toEqual(chosen('cgroupPath ~ 1'));
  // Of what is unknown it is unknown whether it is another.
  expect(chosen('not pod = blog')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15]);
});

it('a user is chosen by number as well, with a name or without', () => {
  const chosen = (filter: string): number =>
    rowsOf(SAMPLE, 'threads', { selection: chosenBy(filter), owners: undefined as never }).length;
  expect([chosen('user = 1000'), chosen('user = ann'), chosen('user = 4711')]).toEqual([2, 2, 1]);
  expect([chosen('user != 1000'), chosen('user = 0'), chosen('user = 1')]).toEqual([15, 14, 0]);
});
