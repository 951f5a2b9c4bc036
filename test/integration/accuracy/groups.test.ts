/** Control groups of either version, made here: what their tasks did is summed by group, of tasks that ended and of one that moved too. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { openLive } from '../../../src/cli/effects/live.ts';
import { cgroupUse } from '../../../src/kernel/sys/proc/cgroup-use.ts';
import { milliseconds } from '../../../src/lib/units.ts';
import { columnOf } from '../../../src/model/columns.ts';
import { UNITS, type Unit } from '../../../src/model/units/unit.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import { INCREASE_FIELDS } from '../../../src/sample/fields.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { isRemoved } from '../../support/block/control-group.ts';
import { makeDiskFolder } from '../../support/load/load.ts';
import { VIEW } from '../../support/samples/usual-view.ts';
import { SKIP } from '../../support/snapshots/planned-machine.ts';
import { describeWith } from '../../support/test-run/requires.ts';
import { until } from '../../support/test-run/until.ts';

const run = promisify(execFile);
const KIB = 1024;
/** As docker names a container. */
const ID = '9ec39b91f3d7'.padEnd(64, '0');

/** Where each version's groups can be made here, and would be read: a machine that uses version 2 reads no other. */
const rootsHere = (): readonly (readonly [version: 1 | 2, root: string])[] => {
  const use = cgroupUse();
  if (use.version === 2) return use.mount === undefined ? [] : [[2, use.mount]];
  const used = use.version === 1 ? use.mount : undefined;
  const old = used ?? ['/sys/fs/cgroup/memory', '/sys/fs/cgroup/pids'].find(isTree);
  const unified = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'].find(isTree);
  return [...(old ? [[1, old] as const] : []), ...(unified ? [[2, unified] as const] : [])];
};

const isTree = (root: string): boolean => existsSync(`${root}/cgroup.procs`);

/** Groups that go with the test. */
const groupsIn = (root: string, names: readonly string[]): readonly string[] =>
  names.map((name) => {
    const folder = join(root, `iotop-test-${process.pid}-${name}`);
    mkdirSync(folder);
    onTestFinished(() => until(() => isRemoved(folder)));
    return folder;
  });

/** Writes, moves to another group, writes again, and stays until its input ends. */
const MOVES = `
const { writeFileSync, openSync, writeSync, fsyncSync } = require('node:fs');
const [from, to, file] = process.argv.slice(1);
const fd = openSync(file, 'w');
const write = () => { writeSync(fd, Buffer.alloc(512 * 1024)); fsyncSync(fd); };
writeFileSync(from + '/cgroup.procs', String(process.pid));
write();
writeFileSync(to + '/cgroup.procs', String(process.pid));
write();
process.stdout.write('done');
process.stdin.on('end', () => process.exit()).resume();
`;

/** One sample of what happens meanwhile. */
const sampleOver = async (load: () => Promise<void>): Promise<Sample> => {
  const selection = { ids: new Set<number>(), uids: new Set<number>() };
  const interval = milliseconds(3_600_000);
  const { source } = openLive('bpf', selection, { interval, details: SKIP, block: 'skip' });
  onTestFinished(() => source.close());
  const taken = source[Symbol.asyncIterator]().next();
  await load();
  source.finish();
  return (await taken).value as Sample;
};

describeWith(['root', 'btf', 'init-pid-namespace'], 'control groups', () => {
  it.each(rootsHere())(
    'of version %i have all that their tasks did, ended ones and one that moved too, and nothing twice',
    async (version, root) => {
      const [a = '', b = '', empty = '', inner = ''] = groupsIn(root, [
        ...['a.service', 'b.slice', 'c.service'],
        `a.service/docker-${ID}.scope`,
      ]);
      expect(cgroupUse()).toMatchObject({ version, mount: root });
      const disk = makeDiskFolder();
      onTestFinished(() => rmSync(disk, { recursive: true }));
      const sample = await sampleOver(async () => {
        const write = (group: string, name: string, count: number): string =>
          `(echo $BASHPID >${group}/cgroup.procs; exec dd if=/dev/zero of=${disk}/${name} bs=64k count=${count} conv=fsync status=none)`;
        await run('bash', [
          '-c',
          `${write(a, 'one', 4)}; ${write(a, 'two', 4)}; ${write(b, 'three', 8)}; ${write(inner, 'five', 2)}`,
        ]);
        const moving = execFile(process.execPath, ['-e', MOVES, a, b, `${disk}/four`]);
        onTestFinished(() => void moving.kill());
        await new Promise((resolve) => moving.stdout?.once('data', resolve));
      });
      const writtenIn = (group: string): number =>
        sample.tasks
          .filter(({ cgroupPath }) => cgroupPath === group.slice(root.length))
          .reduce((sum, { write = 0 }) => sum + write, 0);
      // The file system's own pages come on top. The task that moved is where it is at the end, with all that it wrote.
      const beside = [
        ...[writtenIn(a) / KIB - 512, writtenIn(b) / KIB - 512 - 1024],
        writtenIn(inner) / KIB - 128,
      ];
      for (const extra of beside) {
        expect(extra).toBeGreaterThanOrEqual(0);
        expect(extra).toBeLessThan(256);
      }
      expect(writtenIn(empty)).toBe(0);
      expect(sample.tasks.filter(({ ended }) => ended).length).toBeGreaterThanOrEqual(3);
      const { idle: _, ...all } = sample;
      // Of one that cancels what others wrote, as whoever else is at work here may, a sum says other bytes written: its net is what counts (increase.ts).
      const tasks = all.tasks.filter(
        ({ write = 0, cancelledWrite = 0 }) => cancelledWrite <= write,
      );
      const busy = { ...all, tasks };
      const sort = { column: columnOf('moved'), direction: 'descending' } as const;
      const rowsOf = (unit: Unit) => buildReport(busy, { ...VIEW, unit, sort }).rows;
      const path = (group: string): string => group.slice(root.length);
      const rowed = [
        ['services', path(a).slice(1), writtenIn(a) + writtenIn(inner)],
        ['containers', `docker ${ID.slice(0, 12)} (in ${path(a).slice(1)})`, writtenIn(inner)],
        ['slices', path(b).slice(1), writtenIn(b)],
        ['cgroups', path(a), writtenIn(a)],
        ['cgroups', path(inner), writtenIn(inner)],
      ] as const;
      for (const [unit, name, written] of rowed) {
        const row = rowsOf(unit).find(({ entry }) => entry.comm === name);
        expect(row?.amounts.write, `${unit} ${name}`).toBe(written);
      }
      for (const unit of UNITS.filter((each) => each !== 'devices')) {
        const rows = rowsOf(unit);
        for (const field of INCREASE_FIELDS.filter((name) => !name.endsWith('Wait')))
          expect(
            rows.reduce((sum, { amounts }) => sum + (amounts[field] ?? 0), 0),
            `${unit} ${field}`,
          ).toBe(tasks.reduce((sum, entry) => sum + (entry[field] ?? 0), 0));
      }
    },
    60_000,
  );
});
