/** Golden screens: what a person would see, kept as text in `screens/`. Read the difference before you renew one. */
import { describe, expect, it } from 'vitest';
import { COLUMNS } from '../../src/model/columns.ts';
import { taskKey } from '../../src/sample/sample.ts';
import { NO_DETAILS, type TaskDetails } from '../../src/tui/core/effects.ts';
import { halfAMinute, TWO_DISKS, TWO_OTHERS } from '../support/samples/busy-server.ts';
import { taskEntry } from '../support/samples/samples.ts';
import { watchedServer } from '../support/samples/watched-server.ts';
import { type DrivenOptions, DrivenScreen } from '../support/screen/driven-screen.ts';
import type { Size } from '../support/screen/screen-after.ts';

const SMALL: Size = { columns: 40, rows: 10 };
const USUAL: Size = { columns: 80, rows: 24 };
const LARGE: Size = { columns: 200, rows: 50 };
/** So wide that no column has to go. */
const WIDE: Size = { columns: 330, rows: 24 };

const screenOf = (size: Size, options: DrivenOptions = {}): DrivenScreen =>
  new DrivenScreen({ size, ...options }).see(...halfAMinute());

/** With some that copy, of which two have ended. */
const programs = (): DrivenScreen =>
  new DrivenScreen({ size: USUAL, settings: { unit: 'programs' } }).see(
    ...halfAMinute().map((sample) => ({ ...sample, tasks: [...sample.tasks, ...COPIES] })),
  );

const COPIES = [6001, 6002, 6003].map((tid) =>
  taskEntry({
    tid,
    comm: 'cp',
    write: (tid - 6000) * 2 ** 19,
    ...(tid < 6003 ? { ended: true } : { command: 'cp -a /srv/a /srv/c' }),
  }),
);

const expectGolden = async (screen: DrivenScreen, name: string): Promise<void> => {
  const rows = await screen.rows();
  const { columns } = screen.state.size;
  const text = rows.map((row) => `${row.trimEnd()}\n`).join('');
  await expect(`${'-'.repeat(columns)}\n${text}`).toMatchFileSnapshot(`screens/${name}.txt`);
};

const SRV = { point: '/srv', device: '8:17', type: 'ext4', source: '/dev/sdb1' };

const DETAILS: TaskDetails = {
  ...NO_DETAILS,
  commandLine: ['/usr/bin/dd', 'if=/dev/zero', 'of=/srv/backup/image.raw', 'bs=1M', 'count=4096'],
  cgroup: '/system.slice/backup.service',
  workingDirectory: '/root',
  looks: [{ sleepsIn: 'balance_dirty_pages', isStuck: true }],
  parents: [
    { pid: 4200, name: 'backup.sh' },
    { pid: 812, name: 'cron' },
    { pid: 1, name: 'systemd' },
  ],
  threads: [{ tid: 4242, comm: 'dd' }],
  openFiles: [
    { descriptor: 0, path: '/dev/zero', position: 0 },
    { descriptor: 1, path: '/srv/backup/image.raw', position: 3 * 2 ** 30, mount: SRV },
    { descriptor: 2, path: 'socket:[12345]' },
  ],
  problems: [],
};

const withDetails = (screen: DrivenScreen, details: TaskDetails): DrivenScreen => {
  const { mode } = screen.state;
  if (mode.kind !== 'details') throw new RangeError('no details are open');
  const { tid, startedAt } = mode.target;
  return screen.send({ kind: 'details', key: taskKey(tid, startedAt), details });
};

describe('the table', () => {
  for (const [columns, rows] of [
    [80, 24],
    [200, 50],
    [40, 10],
    [120, 35],
  ] as const) {
    it(`at ${columns}×${rows}`, () =>
      expectGolden(
        screenOf({ columns, rows }, { settings: { unit: 'programs' } }),
        `table-${columns}x${rows}`,
      ));
  }

  for (const [columns, rows] of [
    [80, 24],
    [120, 35],
    [200, 50],
  ] as const) {
    it(`of what the disks were asked for at ${columns}×${rows}`, () =>
      expectGolden(
        new DrivenScreen({ size: { columns, rows }, settings: { unit: 'programs' } }).see(
          ...[0, 1, 2].map(watchedServer),
        ),
        `asked-${columns}x${rows}`,
      ));
  }

  it('is the same at a size however one came to it', async () => {
    const screen = screenOf(USUAL, { settings: { unit: 'programs' } });
    const before = await screen.rows();
    await screen.resize(SMALL).rows();
    await expectGolden(screen, 'table-40x10');
    await screen.resize(LARGE).rows();
    await expectGolden(screen, 'table-200x50');
    expect(await screen.resize(USUAL).rows()).toEqual(before);
  });

  it('of threads under their processes', () =>
    expectGolden(screenOf(USUAL).press('ctrl-f'), 'grouped'));
  it('of processes', () => expectGolden(screenOf(USUAL).press('p'), 'processes'));
  it('of programs, one of them open', () =>
    expectGolden(programs().press('down', 'down', 'right'), 'programs'));
  it('of users', () => expectGolden(programs().press('p'), 'users'));
  it('of services', () => expectGolden(programs().press('p', 'p'), 'services'));
  it('of devices', () => expectGolden(programs().press('p', 'p', 'p', 'p'), 'devices'));
  it('of processes under their parents', () => {
    const parents = new Map([
      [4242, 812],
      [5000, 812],
      [1301, 1300],
      [2000, 1],
      [1300, 1],
      [812, 1],
      [77, 2],
    ] as const);
    return expectGolden(programs().press('f5').send({ kind: 'parents', parents }), 'parents');
  });
  it('of totals, active tasks only', () => expectGolden(screenOf(USUAL).press('a', 'o'), 'totals'));
  it('with commands scrolled', () => expectGolden(screenOf(USUAL).press('>'), 'scrolled'));
  it('without Unicode', () =>
    expectGolden(
      screenOf(USUAL, { abilities: { colours: 'none', unicode: false } }).press('ctrl-f'),
      'ascii',
    ));
  it('with all columns there are', () =>
    expectGolden(
      screenOf(WIDE).press('m', ...COLUMNS.slice(1).flatMap(() => ['down', ' ']), 'escape', '0'),
      'all-columns',
    ));
  it('with what moved in devices that are no disks', () => {
    const system = { ...TWO_DISKS, devices: TWO_OTHERS };
    const screen = new DrivenScreen({ size: USUAL }).see(...halfAMinute({ system }));
    return expectGolden(screen, 'other-devices');
  });
  it('with a filter that is wrong', () => expectGolden(screenOf(USUAL).type('/dd('), 'bad-filter'));

  it('with what is not visible', () => {
    const screen = new DrivenScreen({ size: USUAL }).see(
      ...halfAMinute({
        engine: 'procfs',
        gaps: [
          { kind: 'tasks-denied', count: 211 },
          {
            kind: 'unavailable',
            what: 'exits',
            reason: 'the exit listener needs CAP_NET_ADMIN',
            remedy: 'run as root',
          },
        ],
      }),
    );
    return expectGolden(screen, 'gaps');
  });

  it('before the first sample', () => expectGolden(new DrivenScreen({ size: USUAL }), 'first'));
});

describe('beside the table', () => {
  it('details of a task', () => {
    const screen = screenOf(USUAL).press('down', 'enter');
    return expectGolden(withDetails(screen, DETAILS), 'details-80x24');
  });
  it('details of a task in a small window: who it is first, and the footer offers to scroll', () => {
    const screen = screenOf({ columns: 40, rows: 10 }).press('down', 'enter');
    return expectGolden(withDetails(screen, DETAILS), 'details-40x10');
  });
  it('details of a process of many threads', () => {
    const threads = Array.from({ length: 20 }, (_, index) => ({
      tid: 4242 + index,
      comm: `writer ${index}`,
    }));
    const screen = screenOf(USUAL).press('down', 'enter');
    return expectGolden(withDetails(screen, { ...DETAILS, threads }), 'details-threads');
  });
  it('the help', () => expectGolden(screenOf(LARGE).press('?'), 'help'));
  it('the help, searched', () =>
    expectGolden(screenOf(USUAL).press('?').type('/sort'), 'help-search'));
  it('the ionice dialog', () => expectGolden(screenOf(USUAL).press('down', 'i'), 'ionice'));
  it('the ionice question', () =>
    expectGolden(screenOf(USUAL).press('down', 'i', 't', 'right', 'enter'), 'ionice-question'));
  it('the signal menu', () => expectGolden(screenOf(USUAL).press('down', 'k', 'down'), 'kill'));
  it('the signal menu in a small window', () =>
    expectGolden(
      screenOf(SMALL).press('down', 'k', 'down', 'down', 'down', 'down', 'down', 'down', 'down'),
      'kill-40x10',
    ));
  it('the list of columns', () => expectGolden(screenOf(USUAL).press('m'), 'columns'));
  it('a refusal', () =>
    expectGolden(
      screenOf(USUAL).send({
        kind: 'outcome',
        outcome: { tone: 'error', text: 'task 2001: ioprio_set: EPERM (operation not permitted)' },
      }),
      'refusal',
    ));
});
