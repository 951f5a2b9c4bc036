/** What a row is, by key; rows of several open and close in place; processes under their parents. */
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../src/sample/sample.ts';
import type { Settings } from '../../../src/tui/core/settings.ts';
import type { TuiState } from '../../../src/tui/core/state.ts';
import { unitShown } from '../../../src/tui/table/rows.ts';
import { withoutNames } from '../../support/samples/idle-tasks.ts';
import { sampleOf, type TaskFields, taskEntry } from '../../support/samples/samples.ts';
import { type DrivenOptions, DrivenScreen } from '../../support/screen/driven-screen.ts';

const K = 1024;
const LOAD: readonly TaskFields[] = [
  { tid: 5, comm: 'cp', write: 10 * K },
  { tid: 6, comm: 'cp', write: 20 * K },
  { tid: 7, comm: 'dd', write: 90 * K, command: 'dd if=/dev/zero' },
];

const screenOf = (
  settings: Partial<Settings> = {},
  tasks: readonly TaskFields[] = LOAD,
  options: DrivenOptions = {},
): DrivenScreen =>
  new DrivenScreen({ ...options, settings: { unit: 'programs', ...settings } }).see(
    sampleOf({ tasks, idle: [{ tid: 1, comm: 'init' }] }),
  );

const placesIn = ({ rows }: TuiState): readonly string[] =>
  rows.map(({ row, place }) => `${row.entry.tid} ${place}`);

/** COMMAND of the rows. */
const commandsOf = async (screen: DrivenScreen): Promise<readonly string[]> => {
  const [title = '', ...body] = (await screen.rows()).slice(3);
  const rows = body.slice(0, screen.state.rows.length);
  return rows.map((text) => text.slice(title.indexOf('COMMAND')).trim());
};

describe('a row of several', () => {
  it('opens by Right or Enter and closes by Left or Enter, the rows of it below', async () => {
    const screen = screenOf().press('down', 'down');
    expect(await commandsOf(screen)).toEqual(['dd if=/dev/zero', '▸ cp ×2', 'init']);
    const opened = ['7 single', '0 open', '6 child', '5 last-child', '1 single'];
    expect(placesIn(screen.press('right').state)).toEqual(opened);
    expect(await commandsOf(screen)).toEqual([
      'dd if=/dev/zero',
      '▾ cp ×2',
      '├ cp',
      '└ cp',
      'init',
    ]);
    expect(placesIn(screen.press('left').state)).toEqual(['7 single', '0 closed', '1 single']);
    expect(placesIn(screen.press('enter').state)).toEqual(opened);
    expect(placesIn(screen.press('enter').state)).toHaveLength(3);
    expect(screen.state.settings.sortColumn).toBe('moved');
  });

  it('says at Enter what Enter does next', () => {
    const screen = screenOf().press('down', 'down', 'enter');
    expect(screen.state.note?.text).toBe(
      'opened: Enter on a row below shows its details, here it closes',
    );
    expect(screen.press('enter').state.note?.text).toBe('closed: Enter opens it again');
  });

  it('is closed from a row in it, and then is the one selected', () => {
    const { state } = screenOf().press('down', 'down', 'right', 'down', 'down', 'left');
    expect([placesIn(state)[state.at], state.rows.length]).toEqual(['0 closed', 3]);
  });

  it('leaves Left and Right to the order elsewhere', () => {
    expect(screenOf().press('down', 'right').state.settings.sortColumn).toBe('io');
    expect(screenOf().press('right').state.settings.sortColumn).toBe('io');
  });

  it('stays open while its processes change, and is for nobody to kill', () => {
    const screen = screenOf().press('down', 'down', 'k');
    expect(screen.state.note?.text).toBe(
      'these are several processes: open it first (Right), then select one',
    );
    screen.press('right', 'k');
    expect(screen.state.note?.text).toBe('these are several processes: select one');
    screen.see(sampleOf({ index: 1, tasks: [{ tid: 8, comm: 'cp', write: K }, ...LOAD] }));
    expect(placesIn(screen.state)).toContain('8 last-child');
    screen.press('down', 'k');
    expect(screen.state.mode).toMatchObject({
      kind: 'signal',
      target: { tid: 6, unit: 'process' },
    });
  });

  it('counts those of this interval, ended or not; who ended before is only seen to leave', async () => {
    const ended = [1, 2, 3].map((tid) => ({ tid: tid + 20, comm: 'cp', write: 9, ended: true }));
    const screen = screenOf({}, [...ended, ...LOAD]);
    expect(await commandsOf(screen)).toContain('▸ cp ×5');
    screen.see(sampleOf({ index: 1, tasks: LOAD }));
    expect(await commandsOf(screen)).toContain('▸ cp ×2');
    screen.see(sampleOf({ index: 2, tasks: [{ tid: 30, comm: 'cp', write: 9, ended: true }] }));
    expect(await commandsOf(screen)).toContain('▸ cp');
    screen.see(sampleOf({ index: 3, tasks: [] }));
    expect(await commandsOf(screen)).toContain('▸ cp (ended)');
  });

  it('says how many ended before of those whose pages are written now', async () => {
    const gone = (tid: number, diskWrite: number) => ({
      ...{ tid, comm: 'dd', ended: true, endedBefore: true, diskRead: 0, diskWrite },
      ...{ read: undefined, write: undefined },
    });
    for (const unit of ['programs', 'processes'] as const) {
      const screen = screenOf({ unit }, [gone(31, 9), gone(32, 9), gone(33, 0)]);
      expect(await commandsOf(screen)).toContain('▸ dd (2 ended before)');
      screen.see(sampleOf({ index: 1, tasks: [gone(31, 9)] }));
      expect(await commandsOf(screen)).toContain('▸ dd (ended)');
    }
    const alone = screenOf({ unit: 'programs' }, [gone(31, 9)]);
    expect(await commandsOf(alone)).toContain('dd (ended)');
  });

  it('of ended processes among others counts those of this interval', async () => {
    const ended = (tid: number) => ({ tid, comm: 'cp', write: 9, ended: true });
    const screen = screenOf({ unit: 'processes' }, [ended(21), ended(22)]);
    expect(await commandsOf(screen)).toContain('▸ cp (2 ended)');
    screen.see(sampleOf({ index: 1, tasks: [ended(23)] }));
    expect(await commandsOf(screen)).toContain('▸ cp (1 ended)');
    screen.see(sampleOf({ index: 2 }));
    expect(await commandsOf(screen)).toContain('▸ cp (ended)');
  });

  it('is drawn without Unicode too', async () => {
    const abilities = { colours: '16', unicode: false } as const;
    expect(await commandsOf(screenOf({}, LOAD, { abilities }))).toContain('+ cp x2');
  });

  it('asks for the name of one idle process in it', () => {
    const sample = sampleOf({ idle: [3, 4].map((tid) => ({ tid, comm: 'sh' })) });
    const idle = withoutNames(sample.idle as NonNullable<Sample['idle']>);
    const screen = new DrivenScreen({ settings: { unit: 'programs' } }).see({ ...sample, idle });
    const asked = screen.effects.find((effect) => effect.kind === 'read-names');
    expect(asked).toMatchObject({ places: Int32Array.of(0) });
  });
});

describe('p', () => {
  it('walks from threads to devices, the selection with it where there is a row for it', async () => {
    const system = {
      devices: [
        {
          id: '1:1',
          name: 'vda',
          kind: 'disk',
          readBytes: 0,
          writeBytes: K,
          reads: 0,
          writes: 4,
          busy: 1e8,
          queued: 1e8,
        },
      ],
    };
    const screen = new DrivenScreen()
      .see(sampleOf({ tasks: LOAD, system: system as never }))
      .press('down', 'down');
    const seen: unknown[] = [];
    for (let at = 0; at < 7; at++) {
      screen.press('p');
      const { settings, selected, rows, at: row } = screen.state;
      seen.push([settings.unit, selected === undefined ? undefined : rows[row]?.row.entry.tid]);
      expect((await screen.rows()).at(-1)).toContain(
        ` ${settings.unit} 1–${rows.length} of ${rows.length}`,
      );
      if (settings.unit === 'devices')
        expect((await screen.rows()).slice(3, 5).map((text) => text.trim())).toEqual([
          'READ>   WRITE>  BUSY    R/S    W/S R-AWAIT W-AWAIT   NOW DEVICE',
          '0 1024 B/s  10 %      0      4       -       -     - vda (disk)',
        ]);
    }
    expect(seen).toEqual([
      ['processes', 6],
      ['programs', 0],
      ['users', 0],
      ['services', 0],
      ['containers', 0],
      ['devices', undefined],
      ['threads', undefined],
    ]);
  });
});

it('Ctrl-P walks what p leaves out, from containers on, and p goes back', async () => {
  const cgroupPath = '/user.slice/user-1000.slice/session-3.scope';
  const tasks = LOAD.map((each) => ({ ...each, cgroup: 7, cgroupPath }));
  const screen = screenOf({ unit: 'containers' }, tasks).press('down');
  const seen: unknown[] = [];
  for (let at = 0; at < 5; at++) {
    screen.press('ctrl-p');
    seen.push([screen.state.settings.unit, (await commandsOf(screen))[0]?.replace(/ \(\d.*/, '')]);
    expect(screen.state.selected).toBeDefined();
  }
  expect(seen).toEqual([
    ['pods', '▸ no pod'],
    ['slices', '▸ user-1000.slice'],
    ['sessions', '▸ session 3 (user 1000)'],
    ['cgroups', '▸ …er.slice/user-1000.slice/session-3.scope'],
    ['pods', '▸ no pod'],
  ]);
  expect(screen.press('p').state.settings.unit).toBe('threads');
});

it('rows of control groups are told apart at 80 columns, by the ends of their names', async () => {
  const slice = (pod: number) =>
    `kubepods-besteffort-pod7f1c2a34_9b1d_4c55_8e21_00000000000${pod}.slice`;
  const tasks = [1, 2, 3].map((pod) => ({
    ...{ tid: pod, comm: 'dd', write: (9 - pod) * K, cgroup: pod },
    cgroupPath: `/kubepods.slice/kubepods-besteffort.slice/${slice(pod)}/app-${pod}.service`,
  }));
  for (const [unit, shown] of [
    ['slices', /^▸ kubepods-best….*00000000000\d\.slice$/],
    ['cgroups', /^▸ …\S*\.slice\/app-\d\.service$/],
  ] as const) {
    const screen = screenOf({ unit }, tasks);
    const rows = (await commandsOf(screen)).slice(0, 3);
    expect(new Set(rows).size).toBe(3);
    for (const row of rows) expect(row).toMatch(shown);
    // From its beginning a key shows it, as of a command.
    const [moved] = await commandsOf(screen.press('>'));
    expect(moved).not.toContain('…');
  }
});

describe('the tree by parent', () => {
  const known = new Map([
    [5, 1],
    [6, 5],
    [7, 1],
    [1, 0],
  ]);

  it('asks at once for the parents of what is shown, and puts each below its own', () => {
    const screen = screenOf();
    expect(screen.effects.some(({ kind }) => kind === 'read-parents')).toBe(false);
    screen.press('f5');
    expect(screen.effects.at(-1)).toEqual({ kind: 'read-parents', pids: [7, 6, 5, 1] });
    screen.send({ kind: 'parents', parents: known });
    const tree = ['1 open', '7 child', '5 open', '6 last-child'];
    expect(placesIn(screen.state)).toEqual(tree);
    const asked = screen.effects.length;
    expect(screen.press('down').effects).toHaveLength(asked);
    expect(placesIn(screen.press('down', 'down', 'left').state)).toEqual([
      ...tree.slice(0, 2),
      '5 closed',
    ]);
    expect(placesIn(screen.press('right').state)).toEqual(tree);
    expect(placesIn(screen.press('f5').state)).toHaveLength(3);
  });

  it('is left by the keys that choose what a row is, for the unit after processes, as they say', () => {
    for (const [key, says, unit] of [
      ['p', 'a row for each program', 'programs'],
      ['ctrl-p', 'a row for each pod', 'pods'],
    ] as const) {
      const screen = screenOf({ unit: 'services' }).press('f5');
      screen.send({ kind: 'parents', parents: known });
      screen.press('down', 'down', 'down');
      const { state } = screen.press(key);
      expect(state.note?.text).toBe(says);
      expect(unitShown(state)).toBe(unit);
    }
  });

  it('goes back to the rows it was called from, and says which; devices give way to it', () => {
    const screen = screenOf({ unit: 'users' }).press('f5', 'f5');
    expect(screen.state.note?.text).toBe('a row for each user');
    expect(unitShown(screen.state)).toBe('users');
    const { state } = screenOf({ unit: 'devices' }).press('f5');
    expect(state.note?.text).toBe('processes under their parents, with sums');
    expect(unitShown(state)).toBe('processes');
  });

  it('asks anew with every sample, for parents end', () => {
    const screen = screenOf({ threads: 'parents' }).send({ kind: 'parents', parents: known });
    screen.effects.length = 0;
    screen.see(sampleOf({ index: 1, tasks: LOAD }));
    expect(screen.effects.map(({ kind }) => kind)).toContain('read-parents');
  });

  describe('of a loop of short commands', () => {
    const storm = (index: number) =>
      sampleOf({
        index,
        tasks: [
          ...Array.from({ length: 5 }, (_, i) => {
            const tid = 50 + 10 * index + i;
            return { tid, ppid: 30, comm: 'dd', ended: true, write: K };
          }),
          { tid: 49, ppid: 31, comm: 'dd', ended: true, write: K },
          { tid: 7, comm: 'other', write: 3 * K },
        ],
        idle: [1, 30, 31].map((tid) => ({ tid, comm: `sh${tid}` })),
      });
    const above = new Map([...[7, 30, 31].map((pid) => [pid, 1] as const), [1, 0]]);

    it('has what ended below the loop that started it, which sleeps, and stands by what that moved lately', () => {
      const screen = new DrivenScreen({ settings: { unit: 'processes', threads: 'parents' } });
      screen.see(storm(0));
      expect(screen.effects.at(-1)).toEqual({ kind: 'read-parents', pids: [30, 7, 31, 1] });
      screen.send({ kind: 'parents', parents: above });
      const tree = ['1 open', '30 open', '0 closed', '7 child', '31 open', '49 last-child'];
      expect(placesIn(screen.state)).toEqual(tree);
      const [all, loop] = screen.state.rows.map(({ row }) => row.amounts.write);
      expect([all, loop]).toEqual([9 * K, 5 * K]);
      screen.see(storm(1)).send({ kind: 'parents', parents: above });
      expect(placesIn(screen.state).slice(0, 3)).toEqual(tree.slice(0, 3));
    });

    it('says in its row who started most of it, and shows PPID of each without asking', async () => {
      const columns = new Set(['tid', 'ppid', 'write', 'command'] as const);
      const screen = new DrivenScreen({ settings: { unit: 'programs', columns } });
      const { tasks, ...first } = storm(0);
      const foreign = taskEntry({ tid: 40, ppid: 77, comm: 'cp', ended: true, write: K });
      screen.see({ ...first, tasks: [foreign, ...tasks] });
      expect(await commandsOf(screen)).toContain('▸ dd ×6 by 30 sh30');
      expect(await commandsOf(screen.press('down', 'enter'))).toContain('▾ dd ×6 by 30 sh30');
      const asked = screen.effects.flatMap((effect) =>
        effect.kind === 'read-parents' ? effect.pids : [],
      );
      for (const pid of [50, 77]) expect(asked).not.toContain(pid);
      const shown = (await screen.rows()).map((row) => row.trim().split(/ +/).slice(0, 2));
      expect(shown).toContainEqual(['50', '30']);
      expect(shown).toContainEqual(['49', '31']);
    });
  });

  it('has parents of what ended that sleep among many, and asks who stands above them', () => {
    const idle = Array.from({ length: 900 }, (_, index) => ({ tid: index + 100 }));
    const screen = new DrivenScreen({ settings: { unit: 'processes', threads: 'parents' } });
    screen.see(sampleOf({ tasks: [{ tid: 2000, ppid: 990, ended: true, write: K }], idle }));
    const asked = screen.effects.flatMap((effect) =>
      effect.kind === 'read-parents' ? effect.pids : [],
    );
    expect(asked).toContain(990);
    screen.send({ kind: 'parents', parents: new Map([[990, 0]]) });
    expect(placesIn(screen.state).slice(0, 2)).toEqual(['990 open', '2000 last-child']);
  });

  it('has parents that sleep among many, wherever they stand', () => {
    const idle = Array.from({ length: 900 }, (_, index) => ({ tid: index + 100 }));
    const screen = new DrivenScreen({ settings: { unit: 'processes', threads: 'parents' } });
    screen.see(sampleOf({ tasks: [{ tid: 2000, write: K }], idle }));
    screen.send({
      kind: 'parents',
      parents: new Map([
        [2000, 990],
        [990, 0],
      ]),
    });
    expect(placesIn(screen.state).slice(0, 2)).toEqual(['990 open', '2000 last-child']);
  });

  it('is not to be had of a recording, which says so', () => {
    const screen = screenOf({}, LOAD, { rights: 'replay' }).press('f5');
    expect(screen.state.note?.text).toBe('a recording does not know the parents of processes');
    expect(screen.state.settings.threads).toBe('flat');
  });

  it('is of threads under their process where rows are threads', () => {
    expect(screenOf({ unit: 'threads' }).press('f5').state.settings.threads).toBe('grouped');
  });
});

it('PPID is asked for while it is shown, for the rows in view', async () => {
  const idle = Array.from({ length: 90 }, (_, index) => ({ tid: index + 100 }));
  const columns = new Set(['tid', 'ppid', 'command'] as const);
  const screen = new DrivenScreen({
    settings: { columns, sortColumn: 'tid', sortDirection: 'ascending' },
  });
  screen.see(sampleOf({ idle }));
  const asked = screen.effects.find((effect) => effect.kind === 'read-parents');
  expect(asked).toMatchObject({ pids: Array.from({ length: 19 }, (_, index) => index + 100) });
  screen.send({ kind: 'parents', parents: new Map([[100, 7]]) });
  expect(
    (await screen.rows()).slice(3, 6).map((text) => text.trim().split(/ +/).slice(0, 2)),
  ).toEqual([
    ['TID<', 'PPID'],
    ['100', '7'],
    ['101', '-'],
  ]);
});

it('what only devices have orders nothing else, and an error of one shows its column', async () => {
  const K = 1024;
  const failed = { id: '8:0', name: 'vda', kind: 'disk', readBytes: 0, writeBytes: K, errors: 1 };
  const system = { devices: [{ ...failed, reads: 0, writes: 4, busy: 1e8, queued: 1e8 }] };
  const screen = new DrivenScreen({
    settings: { unit: 'devices', sortColumn: 'device-writes' },
  }).see(sampleOf({ tasks: LOAD, system: system as never }));
  expect((await screen.rows()).join('\n')).toMatch(/W\/S> .*ERRORS/);
  expect((await screen.press('p').rows()).join('\n')).toMatch(/WRITE>/);
});

it('what a device discarded has a column from then on, and is no rate of writing', async () => {
  const size = { columns: 120, rows: 24 };
  const screen = new DrivenScreen({ size, settings: { unit: 'devices' } });
  const after = async (discardBytes: number): Promise<string> => {
    const did = { id: '8:0', name: 'vda', kind: 'disk', reads: 0, writes: 4, discardBytes };
    const system = { devices: [{ ...did, readBytes: 0, writeBytes: 0, busy: 1e8, queued: 1e8 }] };
    return (await screen.see(sampleOf({ system: system as never })).rows()).join('\n');
  };
  expect(await after(0)).not.toContain('DISCARD/S');
  expect(await after(3 * 2 ** 30)).toMatch(/DISCARD\/S.*\n.* 3\.00 G/);
  expect(await after(0)).toContain('DISCARD/S');
});
