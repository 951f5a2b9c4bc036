import { describe, expect, it } from 'vitest';
import { DamageList } from '../../../src/cli/recording/damage-list.ts';
import { bytes } from '../../../src/lib/units.ts';
import type { Gap } from '../../../src/sample/gap.ts';
import { noDelays } from '../../../src/sampler/taskstats/delays-known.ts';
import { DEFAULT_SETTINGS } from '../../../src/tui/core/settings.ts';
import { withColumns } from '../../../src/tui/settings/column-setting.ts';
import { sampleOf } from '../../support/samples/samples.ts';
import { type DrivenOptions, DrivenScreen } from '../../support/screen/driven-screen.ts';

const TORN = '1.gz: bytes 5 to 9: the end of a block is missing';
const BAD = '2.gz: bytes 0 to 70: a damaged block of 60 samples (checksum)';
const WIDE = { columns: 120, rows: 24 };
const replaying = (): DrivenScreen =>
  new DrivenScreen({ playback: { speed: 1, isPaused: false }, size: WIDE });

const NO_WAITS: Gap = { kind: 'unavailable', what: 'io-wait', ...noDelays('off') };
const NO_PROCESS_1: Gap = {
  kind: 'unavailable',
  what: 'process-1',
  reason: 'the kernel hands out none',
  remedy: 'iotop --engine taskstats',
};
const NO_EXITS: Gap = {
  kind: 'unavailable',
  what: 'exits',
  reason: 'not by this engine',
  remedy: 'iotop --engine taskstats',
};
const OWN_ONLY: readonly Gap[] = [
  { kind: 'unavailable', what: 'other-users', reason: 'not root', remedy: 'be root' },
  { kind: 'tasks-denied', count: 113 },
  NO_WAITS,
];

const footer = async (screen: DrivenScreen): Promise<string> => (await screen.rows()).at(-1) ?? '';
const whole = async (screen: DrivenScreen): Promise<string> => (await screen.rows()).join('\n');
const answerRow = async (screen: DrivenScreen): Promise<string> => (await screen.rows())[0] ?? '';

/** Seconds 0 to `seconds` with these gaps. */
const seen = (gaps: readonly Gap[], seconds: number, options: DrivenOptions = {}): DrivenScreen => {
  const screen = new DrivenScreen({ size: WIDE, ...options });
  for (let index = 0; index <= seconds; index++) screen.see(sampleOf({ index, gaps }));
  return screen;
};

describe('a notice', () => {
  it('stands in the footer for six seconds, remedy first, and then is a mark that the help explains', async () => {
    expect(await footer(seen([NO_WAITS], 0))).toMatch(
      /^\? help {2}q quit {2}To see IO: sysctl kernel\.task_delayacct=1, then for new tasks/,
    );
    expect(await footer(seen([NO_WAITS], 5))).toContain('To see IO');
    const later = seen([NO_WAITS], 6);
    expect(await footer(later)).not.toContain('To see');
    expect(await answerRow(later)).toMatch(/ ⚠1$/);
    const help = await whole(later.press('?'));
    expect(help).toContain('⚠');
    expect(help).toContain('IO is not visible: delay accounting is off');
  });

  it('is told once; one that comes later is told then, with how many more there are', async () => {
    const screen = seen([NO_WAITS], 8);
    screen.see(sampleOf({ index: 9, gaps: [NO_WAITS, NO_EXITS] }));
    expect(await footer(screen)).toContain(
      'To see tasks that end between two looks: iotop --engine taskstats',
    );
    expect(await footer(screen)).not.toContain('more');
    expect(await answerRow(screen)).toMatch(/ ⚠2$/);
    const both = seen([NO_WAITS, NO_EXITS], 0);
    expect(await footer(both)).toMatch(/To see IO: .* \(1 more: \?\)/);
  });

  it('of process 1 alone is none: a mark counts it, the help explains it', async () => {
    const screen = seen([NO_PROCESS_1], 0);
    expect(await footer(screen)).not.toContain('process 1');
    expect(await answerRow(screen)).toMatch(/ ⚠1$/);
    expect(await footer(seen([NO_PROCESS_1, NO_WAITS], 0))).not.toContain('more');
    expect(await whole(screen.press('?'))).toContain('the tasks of process 1 are not visible');
  });

  it.each([40, 80, 200])(
    'leaves at %d columns the first keys where they are, and a replay its own',
    async (columns) => {
      const size = { columns, rows: 24 };
      const live = seen([NO_WAITS], 0, { size });
      const tape = { size, rights: 'replay', playback: { speed: 1, isPaused: false } } as const;
      for (const [screen, keys] of [
        [live, /^\? help {2}q quit {2}(To see IO: |IO not visible: press \?)/],
        [seen([NO_WAITS], 0, tape), /^\? help {2}Space pause {2}IO is/],
      ] as const) {
        screen.see(sampleOf({ index: 1, gaps: [NO_WAITS], tasks: [{ tid: 1 }] }));
        expect(await footer(screen)).toMatch(keys);
        expect((await footer(screen)).length).toBeLessThanOrEqual(columns);
      }
    },
  );

  it('goes at a click on it, which presses no key; a click on its mark opens the help', async () => {
    const screen = seen([NO_WAITS], 0);
    const click = async (text: string, row: number) => {
      const column = ((await screen.rows())[row] ?? '').indexOf(text);
      expect(column).toBeGreaterThanOrEqual(0);
      screen.send({ kind: 'mouse', action: 'press', column, row });
    };
    await click('To see IO', 23);
    expect(await footer(screen)).toMatch(/^\? help {2}q quit {2}Enter details/);
    expect(screen.state.mode.kind).toBe('table');
    expect(screen.effects).toEqual([]);
    await click('⚠1', 0);
    expect(await whole(screen)).toContain('IO is not visible: delay accounting is off');
    const narrow = seen([NO_WAITS], 6, { size: { columns: 40, rows: 10 } });
    narrow.send({ kind: 'mouse', action: 'press', column: 0, row: 9 });
    expect(narrow.state.mode.kind).toBe('help');
  });

  it('of a loss is not told again by its number, and its mark goes with it', async () => {
    const screen = seen([{ kind: 'exits-lost', count: 3 }], 7);
    screen.see(sampleOf({ index: 8, gaps: [{ kind: 'exits-lost', count: 4 }] }));
    expect(await footer(screen)).not.toContain('unseen');
    expect(await answerRow(screen)).toMatch(/ ⚠1$/);
    expect(await answerRow(screen.see(sampleOf({ index: 9 })))).not.toContain('⚠');
  });

  it('gives way to the answer to a key, and to nothing typed', async () => {
    const screen = seen([NO_WAITS], 0);
    screen.send({ kind: 'outcome', outcome: { tone: 'error', text: 'kill: EPERM' } });
    expect(await footer(screen)).toMatch(/^kill: EPERM/);
    expect(await footer(screen.press('/'))).toMatch(/^filter: /);
  });

  it('in a recording that is played ten times as fast stays as long on our clock', async () => {
    const options = { playback: { speed: 10, isPaused: false }, rights: 'replay' } as const;
    expect(await footer(seen([NO_WAITS], 59, options))).toContain('IO is not visible');
    expect(await footer(seen([NO_WAITS], 60, options))).not.toContain('IO is');
  });

  it('has what to type whole or not at all; what is no command is cut, and says so', async () => {
    const at = async (columns: number, gaps: readonly Gap[]) =>
      footer(seen(gaps, 0, { size: { columns, rows: 24 } }));
    const remedy = 'sysctl kernel.task_delayacct=1, then for new tasks';
    for (let columns = 20; columns <= 120; columns++) {
      const said = await at(columns, [NO_WAITS]);
      if (said.includes('sysctl')) expect(said).toContain(remedy);
      else if (columns >= 40) expect(said).toContain('IO not visible: press ?');
    }
    expect(await at(80, [NO_WAITS])).toContain(remedy);
    expect(await at(80, [NO_WAITS, NO_EXITS])).toContain('IO not visible: press ? (1 more: ?)');
    const loss: Gap = { kind: 'exits-lost', count: 3 };
    expect(await at(60, [loss])).toMatch(/q quit {2}3 tasks ended unseen: the kernel.*…$/);
  });

  it('about SWAPIN is told only to who has that column, or knows it by another iotop', async () => {
    const gaps: readonly Gap[] = [{ kind: 'unavailable', what: 'swap-wait', ...noDelays('off') }];
    const usual = seen(gaps, 0, { size: { columns: 80, rows: 24 } });
    expect(await whole(usual)).not.toMatch(/SWAPIN|⚠/);
    expect(await footer(usual)).toMatch(/^\? help {2}q quit {2}Enter details {2}\/ filter/);
    expect(await whole(usual.press('?'))).toContain(
      'SWAPIN is not visible: delay accounting is off (sysctl',
    );
    const { columns } = DEFAULT_SETTINGS;
    for (const settings of [
      { columns: withColumns(columns, ['swapin'], 'shown') },
      { sortColumn: 'swapin' },
      { cells: 'wide' },
    ] as const)
      expect(await footer(seen(gaps, 0, { settings }))).toContain('To see SWAPIN: sysctl');
  });

  it('has its mark in ASCII where the screen is, and in the footer of a narrow window', async () => {
    expect(await answerRow(seen([NO_WAITS], 6, { settings: { glyphs: 'ascii' } }))).toMatch(/ !1$/);
    const narrow = seen([NO_WAITS], 6, { size: { columns: 40, rows: 10 } });
    expect(await footer(narrow)).toMatch(/^⚠1 /);
    expect(await answerRow(narrow)).not.toContain('⚠');
  });
});

describe('what is wrong with the file of settings', () => {
  const settingsProblem = '/root/.config/iotop/config.toml: permission denied; defaults hold';

  it('is told beside the keys, then a mark, and stands in the help', async () => {
    expect(await footer(seen([], 0, { settingsProblem }))).toMatch(
      /^\? help {2}q quit {2}\/root\/\.config\/iotop\/config\.toml: permission denied; defaults hold/,
    );
    const later = seen([], 6, { settingsProblem });
    expect(await footer(later)).not.toContain('config.toml');
    expect(await answerRow(later)).toMatch(/ ⚠1$/);
    expect(await whole(later.press('?'))).toContain(settingsProblem);
  });

  it('is told though only own tasks are seen, whose remedy does not mend it', async () => {
    expect(await footer(seen(OWN_ONLY, 0, { settingsProblem }))).toContain('permission denied');
  });
});

describe('that only own tasks are seen', () => {
  it('is said above the table all the time, remedy first, and with how many are not', async () => {
    const screen = seen(OWN_ONLY, 9);
    expect(await screen.rows()).toContain(
      'Only your own tasks: run sudo iotop (113 others not visible)',
    );
    expect(await footer(screen)).not.toMatch(/To see/);
  });

  it('names the command as iotop was called', async () => {
    const screen = seen(OWN_ONLY, 9, { called: 'node dist/iotop.js' });
    expect(await screen.rows()).toContain(
      'Only your own tasks: run sudo node dist/iotop.js (113 others not visible)',
    );
  });

  it('has them above those that cannot be read, whatever their ids', () => {
    const unknown = { read: undefined, write: undefined, cancelledWrite: undefined };
    const others = [1, 2, 3].map((tid) => ({ tid, ...unknown }));
    const idle = [...others, { tid: 50 }, { tid: 60 }];
    const order = (gaps: readonly Gap[]) =>
      new DrivenScreen()
        .see(sampleOf({ gaps, tasks: [{ tid: 70, read: 5 }], idle }))
        .state.rows.map(({ row }) => row.entry.tid);
    expect(order(OWN_ONLY)).toEqual([70, 50, 60, 1, 2, 3]);
    expect(order([])).toEqual([70, 1, 2, 3, 50, 60]);
  });

  it('keeps silent about what the same remedy mends', async () => {
    expect(await footer(seen(OWN_ONLY, 0))).not.toMatch(/To see|may not/);
    expect(await answerRow(seen(OWN_ONLY, 0))).toMatch(/ ⚠3$/);
  });

  it('is said of a recording in other words: there is nothing to run', async () => {
    const text = await whole(seen(OWN_ONLY, 0, { rights: 'replay' }));
    expect(text).toContain('Only the tasks of one user: recorded without root');
    expect(text).not.toContain('sudo');
  });
});

describe('damage of what is played', () => {
  it('is told as it is met, the place met last named, and stays a mark', async () => {
    const screen = replaying().see(sampleOf({ tasks: [{ tid: 5, comm: 'dd', read: 1 }] }));
    screen.send({ kind: 'damage', places: [TORN] });
    expect(await footer(screen)).toContain(`1 fault in what was read: ${TORN}`);
    screen.send({ kind: 'damage', places: [TORN, BAD] });
    expect(await answerRow(screen)).toMatch(/ ⚠2$/);
  });

  it('comes before what is not visible, and all of it is on the page of help', async () => {
    const screen = replaying();
    screen.send({ kind: 'damage', places: [TORN, BAD] });
    screen.see(sampleOf({ gaps: [{ kind: 'exits-lost', count: 3 }] }));
    expect(await footer(screen)).toMatch(/2 faults in .* \(1 more/);
    const help = await whole(screen.press('?'));
    for (const text of ['Faults in what was read', TORN, BAD, '3 tasks ended unseen'])
      expect(help).toContain(text);
  });

  it('cannot move the cursor by its name', async () => {
    const screen = replaying().see(sampleOf());
    screen.send({ kind: 'damage', places: ['a\x1b[2J.gz: torn'] });
    expect(await whole(screen)).toContain('a\\x1b[2J.gz: torn');
  });
});

describe('a lack of control groups', () => {
  it('is told only where their column is shown, and in the help always', async () => {
    const lack = { kind: 'unavailable', what: 'cgroup', reason: 'none', remedy: '' } as const;
    const text = 'control groups are not visible: none';
    const size = { columns: 120, rows: 60 };
    const screen = seen([lack], 0, { size });
    expect(await whole(screen)).not.toMatch(/control groups|⚠/);
    const help = await whole(screen.press('?'));
    expect(help).toContain(text);
    // The mark counts what stands under the heading that names it.
    expect(help).not.toContain('Not visible, or doubtful');
    const settings = { ...screen.state.settings, columns: new Set(['cgroup'] as const) };
    expect(await footer(seen([lack], 0, { size, settings }))).toContain(text);
  });
});

describe('charges far above what the disks wrote', () => {
  it('are told and in the help, as soon as they are', async () => {
    const system = { writtenBack: bytes(100 * 2 ** 20), devices: [] };
    const size = { columns: 200, rows: 60 };
    const screen = new DrivenScreen({ size }).see(sampleOf());
    expect(await whole(screen)).not.toContain('too high');
    screen.see(sampleOf({ index: 1, system }));
    expect(await footer(screen)).toMatch(
      /DISK WRITE is likely too high: 100 MiB charged, 0 MiB written .* large folios/,
    );
    expect(await whole(screen.press('?'))).toContain('DISK WRITE is likely too high');
  });
});

describe('the list of damage', () => {
  it('has each place once, however often the tape passes it', () => {
    const list = new DamageList();
    const told: (readonly string[])[] = [];
    list.add(TORN);
    list.watch((places) => told.push(places));
    list.add(BAD);
    list.add(TORN);
    expect(told).toEqual([[TORN], [TORN, BAD]]);
    expect(list.places).toEqual([TORN, BAD]);
  });
});
