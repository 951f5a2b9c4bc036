/** Rows of programs and users: everything of one command and user in one row, and nothing twice. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defined } from '../../../src/lib/defined.ts';
import { columnOf } from '../../../src/model/columns.ts';
import { Accumulator } from '../../../src/model/totals/accumulate.ts';
import { movedBy } from '../../../src/model/totals/increase.ts';
import { isFold, UNITS } from '../../../src/model/units/unit.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import { keyOfRow } from '../../../src/model/view/row.ts';
import { flat } from '../../../src/model/view/tree.ts';
import type { Report, View } from '../../../src/model/view/view.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';
import { chosenBy, VIEW } from '../../support/samples/usual-view.ts';

const PROGRAMS: View = {
  ...VIEW,
  unit: 'programs',
  sort: { column: columnOf('moved'), direction: 'descending' },
};

const textsOf = ({ rows, view }: Report): readonly unknown[] =>
  rows.map((row) =>
    ['tid', 'user', 'write', 'command'].map((id) => columnOf(id as 'tid').value(row, view.context)),
  );

const task = (
  tid: number,
  comm: string,
  write = 0,
  more: Partial<TaskFields> = {},
): TaskFields => ({
  tid,
  comm,
  write,
  uid: 0,
  user: 'root',
  ...more,
});

const www = { uid: 33, user: 'www' };

describe('programs', () => {
  const tasks = [
    task(1, 'cp', 10),
    task(2, 'cp', 20, { ended: true }),
    task(3, 'cp', 5, www),
    task(4, 'dd', 90, { command: 'dd if=/dev/zero of=/srv/x' }),
    task(5, 'sh', 2, { ended: true }),
    task(6, 'sh', 2, { ended: true }),
  ];

  it('have one row for all of one command and user, living and ended; of one process alone that process', () => {
    expect(textsOf(buildReport(sampleOf({ tasks }), PROGRAMS))).toEqual([
      [4, 'root', 90, 'dd if=/dev/zero of=/srv/x'],
      [undefined, 'root', 30, 'cp ×2'],
      [3, 'www', 5, 'cp'],
      [undefined, 'root', 4, 'sh ×2'],
    ]);
  });

  it('have the longest wait of theirs, and are sorted, filtered and given a share like any row', () => {
    const busy = [
      task(1, 'fsync', 4, { ioWait: 2e8 }),
      task(2, 'fsync', 4, { ioWait: 9e8 }),
      ...tasks,
    ];
    const report = buildReport(sampleOf({ tasks: busy }), PROGRAMS);
    const of = (id: 'io' | 'share', name: string) => {
      const row = report.rows.find(({ entry }) => entry.comm === name);
      return row && columnOf(id).value(row, report.view.context);
    };
    expect(of('io', 'fsync')).toBe(0.9);
    expect(of('share', 'dd')).toBeCloseTo(90 / 137);
    const filtered = { ...PROGRAMS, selection: chosenBy('^cp$') };
    expect(buildReport(sampleOf({ tasks: busy }), filtered).rows).toHaveLength(2);
  });

  it('wait as long as those that ended together, one after the other, and the longest that lives', () => {
    const ended = { ended: true } as const;
    const waits = (...loop: readonly TaskFields[]) =>
      buildReport(sampleOf({ tasks: loop }), PROGRAMS).rows.map(({ entry }) => entry.ioWait);
    const loop = [1, 2, 3].map((tid) => task(tid, 'dd', 1, { ...ended, ioWait: 2e8 }));
    expect(waits(...loop)).toEqual([6e8]);
    const living = [1e8, 3e8].map((ioWait, at) => task(8 + at, 'dd', 1, { ioWait }));
    expect(waits(...living)).toEqual([3e8]);
    expect(waits(...loop, ...living)).toEqual([9e8]);
  });

  it('have threads of a process once, and count processes', () => {
    const threads = [1, 2].flatMap((pid) => [
      task(pid * 10, 'fio', 1, { tgid: pid * 10 }),
      task(pid * 10 + 1, 'io', 2, { tgid: pid * 10, processComm: 'fio', processStartedAt: 5e9 }),
    ]);
    expect(textsOf(buildReport(sampleOf({ tasks: threads }), PROGRAMS))).toEqual([
      [undefined, 'root', 6, 'fio ×2'],
    ]);
  });

  it('keep their keys while their processes come and go', () => {
    const keysAt = (load: readonly TaskFields[]) =>
      buildReport(sampleOf({ tasks: load }), PROGRAMS).rows.map(keyOfRow);
    expect(keysAt([task(1, 'cp', 1)])).toEqual(keysAt([task(8, 'cp', 1), task(9, 'cp', 1)]));
  });

  it('of amounts have those too that ended long ago and were added up', () => {
    const accumulator = new Accumulator(3);
    const storm = Array.from({ length: 40 }, (_, index) =>
      sampleOf({ index, tasks: [task(index + 1, 'dd', 5, { ended: true }), task(99, 'dd', 1)] }),
    );
    for (const sample of storm) accumulator.add(sample);
    const last = storm.at(-1) ?? sampleOf();
    const report = buildReport(last, { ...PROGRAMS, measure: 'total' }, accumulator);
    expect(textsOf(report)).toEqual([[undefined, 'root', 240, 'dd ×41']]);
  });

  it('that are open show their processes below, most first, each with a key of its own', () => {
    const report = buildReport(sampleOf({ tasks }), PROGRAMS);
    const [cp] = report.rows.filter(({ entry }) => entry.comm === 'cp').map(keyOfRow);
    const placed = flat(report, new Set(cp === undefined ? [] : [cp]));
    expect(placed.map(({ place, row }) => [place, row.entry.tid])).toEqual([
      ['single', 4],
      ['open', 0],
      ['child', 2],
      ['last-child', 1],
      ['single', 3],
      ['closed', 0],
    ]);
    expect(new Set(placed.map(({ row }) => keyOfRow(row))).size).toBe(6);
  });
});

describe('users', () => {
  it('have one row each, which names who moved most', () => {
    const tasks = [task(1, 'cp', 10), task(2, 'dd', 20), task(3, 'sh'), task(4, 'vi', 0, www)];
    expect(textsOf(buildReport(sampleOf({ tasks }), { ...PROGRAMS, unit: 'users' }))).toEqual([
      [undefined, 'root', 30, '3 processes: dd, cp'],
      [undefined, 'www', 0, '1 process'],
    ]);
  });
});

describe('idle processes of which only the first rows are looked at', () => {
  const idle = Array.from({ length: 300 }, (_, index) => task(index + 1, `n${index % 100}`));
  const sample = sampleOf({ tasks: [task(1000, 'n90', 7)], idle });
  const textsWith = (view: Partial<View>): readonly unknown[] =>
    textsOf(buildReport(sample, { ...PROGRAMS, most: 3, ...view }));

  it('are counted in programs that did something, wherever these stand', () => {
    expect(textsWith({})).toEqual([
      [undefined, 'root', 7, 'n90 ×4'],
      [undefined, 'root', 0, 'n0 ×3'],
      [undefined, 'root', 0, 'n1 ×3'],
      [undefined, 'root', 0, 'n2 ×3'],
    ]);
    expect(buildReport(sample, { ...PROGRAMS, most: 3 }).rowsLeftOut).toBe(96);
  });

  it('are told apart by every letter of their names', () => {
    const report = buildReport(sample, { ...PROGRAMS, most: 1000 });
    expect(report.rows.map(({ tasks }) => tasks)).toEqual([4, ...Array(99).fill(3)]);
    expect(new Set(report.rows.map(({ entry }) => entry.comm)).size).toBe(100);
  });

  it('are there whose first thread is not', () => {
    const orphan = task(900, 'io', 0, { tgid: 899, processComm: 'srv', processStartedAt: 5e9 });
    const report = buildReport(sampleOf({ idle: [...idle, orphan] }), { ...PROGRAMS, most: 3 });
    expect(report.rows.map(({ entry }) => entry.tid)).toContain(899);
  });

  it('are there for programs that are asked for', () => {
    const also = buildReport(sample, PROGRAMS).rows.map(keyOfRow).slice(-1);
    expect(textsWith({ also })).toHaveLength(5);
    expect(textsWith({ also })).toContainEqual([undefined, 'root', 0, 'n99 ×3']);
  });

  it('are all there where their program is open', () => {
    const row = buildReport(sample, PROGRAMS).rows[0];
    const opened = new Set(row === undefined ? [] : [keyOfRow(row)]);
    const report = buildReport(sample, { ...PROGRAMS, most: 3, opened });
    expect(report.rows[0]?.fold?.members.map(({ entry }) => entry.tid).sort()).toEqual([
      1000, 191, 291, 91,
    ]);
    expect(report.rows[0]?.tasks).toBe(4);
  });

  it('are told apart by their users, also unknown ones', () => {
    const two = [task(1, 'sh'), task(2, 'sh', 0, www), task(3, 'sh', 0, { uid: 33 })];
    const report = buildReport(sampleOf({ idle: two }), { ...PROGRAMS, most: 9 });
    expect(report.rows.map(({ entry, tasks = 1 }) => [entry.tid, tasks])).toEqual([
      [1, 1],
      [0, 2],
    ]);
  });
});

const anyPath = fc.oneof(
  fc.constantFrom('/', '/system.slice/a.service', '/system.slice/b.service', '/lxc/a', '/lxc/b'),
  fc.constantFrom('/kubepods/pod74c13223-5a00-11e9-b385-42010a80018d/x', '/lxc.payload.a/x'),
  fc
    .tuple(
      fc.constantFrom('/user.slice/user-1.slice', '/user.slice/user-2.slice/user@2.service', ''),
      fc.constantFrom('/session-3.scope', '/session-4.scope', '/a.slice/a.service/lxc/a', ''),
    )
    .map((parts) => parts.join('')),
  fc.string(),
);

it('sums over rows are the same whatever a row is', () => {
  const some = fc.array(
    fc.record({
      comm: fc.constantFrom('a', 'b', 'c'),
      uid: fc.constantFrom(0, 33),
      write: fc.nat(9),
      cancelledWrite: fc.nat(20),
      ended: fc.boolean(),
      cgroup: fc.constantFrom(1, 2, 3),
      cgroupPath: fc.option(anyPath, { nil: undefined }),
      containerName: fc.constantFrom(undefined, 'web'),
      podName: fc.constantFrom(undefined, 'shop/a', 'shop/b'),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(some, (fields) => {
      const sample = sampleOf({
        tasks: fields.map((each, index) => defined({ tid: index + 1, ...each })),
      });
      const sumOf = (unit: View['unit']): readonly number[] => {
        const { rows, header } = buildReport(sample, { ...PROGRAMS, unit });
        const tasks = rows.map((row) => (isFold(row.entry) ? (row.tasks ?? 0) : 1));
        const moved = rows.reduce((sum, { amounts }) => sum + movedBy(amounts), 0);
        expect(header.write.bytes).toBe(moved);
        return [
          rows.reduce((sum, { amounts }) => sum + (amounts.cancelledWrite ?? 0), 0),
          moved,
          tasks.reduce((sum, count) => sum + count, 0),
          header.write.bytes,
        ];
      };
      for (const unit of UNITS.filter((each) => each !== 'devices'))
        expect(sumOf(unit)).toEqual(sumOf('threads'));
    }),
  );
});
