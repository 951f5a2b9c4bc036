import { describe, expect, it } from 'vitest';
import { readCgroupPaths } from '../../../src/cli/effects/read-details.ts';
import type { Tid } from '../../../src/sample/sample.ts';
import { CLASSIC_COLUMNS } from '../../../src/tui/settings/screen-settings.ts';
import { FakeProc } from '../../support/machine/fake-proc.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';
import { DrivenScreen } from '../../support/screen/driven-screen.ts';

const columns = new Set([...CLASSIC_COLUMNS, 'cgroup'] as const);
const tasks: readonly TaskFields[] = [
  { tid: 5, comm: 'postgres', read: 3000, cgroup: 71 },
  { tid: 6, comm: 'postgres', read: 2000, cgroup: 71 },
  { tid: 7, comm: 'sh', read: 1000, cgroup: 72 },
  { tid: 8, comm: 'gone', read: 500, cgroup: 73, ended: true },
];
const wide = { columns: 160, rows: 24 };
const wishes = ({ effects }: DrivenScreen): readonly unknown[] =>
  effects.filter(({ kind }) => kind === 'read-cgroups');

describe('the CGROUP column', () => {
  it('asks for each group once, by a task that lives in it', () => {
    const screen = new DrivenScreen({ size: wide, settings: { columns } }).see(sampleOf({ tasks }));
    expect(wishes(screen)).toEqual([
      {
        kind: 'read-cgroups',
        members: [
          { id: 71, tid: 5 },
          { id: 72, tid: 7 },
        ],
      },
    ]);
  });

  it('asks for nothing while nobody looks at it', () => {
    const screen = new DrivenScreen({ size: wide }).see(sampleOf({ tasks }));
    expect(wishes(screen)).toEqual([]);
  });

  it('shows ids until the paths come, then the paths, a long one by its end', async () => {
    const screen = new DrivenScreen({ size: wide, settings: { columns } }).see(sampleOf({ tasks }));
    const before = (await screen.rows()).join('\n');
    expect(before).toMatch(/ 71 .*postgres/);
    const paths = new Map([
      [71, '/system.slice/system-postgresql.slice/postgresql@17-main.service'],
      [72, '/user.slice'],
    ]);
    screen.send({ kind: 'cgroups', paths });
    const after = (await screen.rows()).join('\n');
    expect(after).toMatch(/ …tgresql@17-main\.service postgres/);
    expect(after).toMatch(/ \/user\.slice .*sh/);
    expect(after).toMatch(/ 73 .*gone/);
    screen.see(sampleOf({ index: 1, tasks: tasks.slice(0, 3) }));
    expect(wishes(screen)).toHaveLength(1);
  });

  it('asks again for a group that could not be told', () => {
    const screen = new DrivenScreen({ size: wide, settings: { columns } });
    screen.see(sampleOf({ tasks }));
    screen.send({ kind: 'cgroups', paths: new Map() });
    screen.see(sampleOf({ index: 1, tasks }));
    expect(wishes(screen)).toHaveLength(2);
  });
});

describe('paths of control groups', () => {
  it('are read from a task of each; one that is gone tells nothing', () => {
    const proc = new FakeProc();
    proc.write('5/cgroup', '4:memory:/m\n0::/system.slice/ssh.service\n');
    proc.write('6/cgroup', '4:memory:/only-old\n');
    const members = [
      { id: 71, tid: 5 as Tid },
      { id: 72, tid: 6 as Tid },
      { id: 73, tid: 9 as Tid },
    ];
    expect(readCgroupPaths(members, proc.root)).toEqual(
      new Map([[71, '/system.slice/ssh.service']]),
    );
  });
});
