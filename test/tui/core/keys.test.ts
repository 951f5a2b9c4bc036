/** The key table, row by row: each key of it is pressed and what came of it is looked at. */

import { describe, expect, it } from 'vitest';
import { personalityNamed } from '../../../src/cli/personality.ts';
import { KEYS } from '../../../src/tui/core/keys.ts';
import { DEFAULT_SETTINGS } from '../../../src/tui/core/settings.ts';
import type { TuiState } from '../../../src/tui/core/state.ts';
import { hasColumn } from '../../../src/tui/settings/column-setting.ts';
import { CLASSIC_COLUMNS } from '../../../src/tui/settings/screen-settings.ts';
import { sampleOf } from '../../support/samples/samples.ts';
import { type DrivenOptions, DrivenScreen } from '../../support/screen/driven-screen.ts';

const tasks = Array.from({ length: 60 }, (_, index) => ({
  tid: 100 + index,
  comm: `task${index}`,
  command: `/usr/bin/task${index} --with some=arguments`,
  read: index * 1024,
}));

const screenOf = (options: DrivenOptions = {}): DrivenScreen =>
  new DrivenScreen({ size: { columns: 80, rows: 24 }, ...options }).see(sampleOf({ tasks }));

type Check = {
  readonly keys: readonly string[];
  /** Keys pressed before. */
  readonly after?: readonly string[];
  readonly becomes: (state: TuiState, screen: DrivenScreen) => unknown;
  readonly is: unknown;
};

/** Rows in view: 24 less three of header, one of titles, one of footer. */
const PAGE = 19 - 1;

const CHECKS: readonly Check[] = [
  { keys: ['left'], becomes: ({ settings }) => settings.sortColumn, is: 'write' },
  { keys: ['right'], becomes: ({ settings }) => settings.sortColumn, is: 'io' },
  { keys: ['f6'], becomes: ({ mode }) => mode.kind, is: 'sort' },
  { keys: ['r', 'R', ' '], becomes: ({ settings }) => settings.sortDirection, is: 'ascending' },
  { keys: ['up'], after: ['ctrl-end'], becomes: ({ at }) => at, is: 58 },
  { keys: ['down'], after: ['down'], becomes: ({ at }) => at, is: 1 },
  { keys: ['page-up'], after: ['ctrl-end'], becomes: ({ at }) => at, is: 59 - PAGE },
  { keys: ['page-down'], after: ['down'], becomes: ({ at }) => at, is: PAGE },
  {
    keys: ['home', 'ctrl-home'],
    after: ['ctrl-end'],
    becomes: ({ at, top }) => [at, top],
    is: [0, 0],
  },
  { keys: ['end', 'ctrl-end'], after: ['down'], becomes: ({ at, top }) => [at, top], is: [59, 41] },
  { keys: ['>', 'shift-right'], becomes: ({ shift }) => shift, is: 8 },
  { keys: ['<', 'shift-left'], after: ['>', '>'], becomes: ({ shift }) => shift, is: 8 },
  {
    keys: ['escape'],
    after: ['ctrl-end'],
    becomes: ({ selected, top }) => [selected, top],
    is: [undefined, 0],
  },
  { keys: ['o', 'O'], becomes: ({ settings }) => settings.show, is: 'active' },
  { keys: ['p', 'P'], becomes: ({ settings }) => settings.unit, is: 'processes' },
  { keys: ['ctrl-p'], becomes: ({ settings }) => settings.unit, is: 'pods' },
  { keys: ['f5', 'ctrl-f'], becomes: ({ settings }) => settings.threads, is: 'grouped' },
  { keys: ['a', 'A'], becomes: ({ settings }) => settings.measure, is: 'total' },
  { keys: ['ctrl-a'], becomes: ({ settings }) => settings.since, is: 'started' },
  { keys: ['c', 'C'], becomes: ({ settings }) => settings.commandStyle, is: 'short' },
  { keys: ['/', 'f3', 'f4', '\\'], becomes: ({ mode }) => mode.kind, is: 'filter' },
  { keys: ['f', 'F'], becomes: ({ mode }) => mode.kind, is: 'only-these' },
  ...CLASSIC_COLUMNS.map((id, index) => ({
    keys: [String(index + 1)],
    after: ['0'],
    becomes: ({ settings }: TuiState) => hasColumn(settings.columns, id),
    is: false,
  })),
  {
    keys: ['0'],
    after: ['1', '2', '9'],
    becomes: ({ settings }) => [...settings.columns].sort(),
    is: [
      ...CLASSIC_COLUMNS,
      ...['from-disk', 'to-disk', 'iops', 'request-size', 'latency', 'in-flight', 'device'].map(
        (id) => `${id}?`,
      ),
    ].sort(),
  },
  {
    keys: ['v', 'V'],
    becomes: ({ settings }) =>
      settings.columns.has('vfs-read') && settings.columns.has('vfs-write'),
    is: true,
  },
  { keys: ['m', 'M', 'f2'], becomes: ({ mode }) => mode.kind, is: 'columns' },
  { keys: ['g'], becomes: ({ settings }) => settings.graph, is: 'read' },
  { keys: ['G'], becomes: ({ settings }) => settings.graph, is: 'swapin' },
  { keys: ['x', 'X'], becomes: ({ settings }) => settings.endedMark, is: 'letter' },
  { keys: ['t', 'ctrl-r'], becomes: ({ settings }) => settings.threshold, is: 3 },
  { keys: ['e', 'E'], becomes: ({ settings }) => settings.ended, is: 'shown' },
  { keys: ['u', 'U'], becomes: ({ settings }) => settings.glyphs, is: 'ascii' },
  { keys: ['l', 'L'], becomes: ({ settings }) => settings.theme, is: 'mono' },
  { keys: ['n', 'N'], becomes: ({ settings }) => settings.theme, is: 'light' },
  { keys: ['b', 'B', 'ctrl-b'], becomes: ({ settings }) => settings.base, is: 1000 },
  { keys: ['T'], becomes: ({ settings }) => settings.clock, is: 'shown' },
  { keys: ['enter'], after: ['down'], becomes: ({ mode }) => mode.kind, is: 'details' },
  { keys: ['i', 'I'], after: ['down'], becomes: ({ mode }) => mode.kind, is: 'priority' },
  { keys: ['k', 'K', 'f9'], after: ['down'], becomes: ({ mode }) => mode.kind, is: 'signal' },
  {
    keys: ['ctrl-t'],
    becomes: (_, { effects }) => effects,
    is: [{ kind: 'toggle-delay-accounting' }],
  },
  { keys: ['?', 'h', 'H', 'f1'], becomes: ({ mode }) => mode.kind, is: 'help' },
  { keys: ['s', 'S', 'Z'], becomes: ({ flow }) => flow, is: 'frozen' },
  {
    keys: ['+', '='],
    becomes: ({ settings }, { effects }) => [settings.interval, effects],
    is: [2000, [{ kind: 'set-interval', milliseconds: 2000 }]],
  },
  {
    keys: ['-'],
    becomes: ({ settings }, { effects }) => [settings.interval, effects],
    is: [500, [{ kind: 'set-interval', milliseconds: 500 }]],
  },
  {
    keys: ['W'],
    after: ['/', 'd', 'd', 'enter'],
    becomes: ({ settings }, { effects }) => [effects, settings.filter],
    is: [
      [
        {
          kind: 'save-settings',
          settings: expect.objectContaining({ filter: 'dd', unit: 'threads' }),
        },
      ],
      'dd',
    ],
  },
  {
    keys: ['D'],
    after: ['o', 'p', 'home', '>', '/', 'd', 'enter'],
    becomes: ({ settings, shift, selection }) => [
      settings.show,
      settings.unit,
      settings.sortColumn,
      shift,
      settings.filter,
      selection.where,
    ],
    is: ['all', 'threads', 'moved', 0, '', undefined],
  },
  { keys: ['ctrl-l'], becomes: (_, { effects }) => effects, is: [{ kind: 'redraw' }] },
  { keys: ['ctrl-z'], becomes: (_, { effects }) => effects, is: [{ kind: 'suspend' }] },
  {
    keys: ['q', 'Q', 'f10', 'ctrl-c', 'ctrl-\\'],
    becomes: (_, { effects }) => effects,
    is: [{ kind: 'quit' }],
  },
];

describe('the key table', () => {
  for (const { keys, after = [], becomes, is } of CHECKS) {
    for (const key of keys) {
      const help = KEYS.find((row) => row.keys.includes(key))?.help;
      it(`${key}: ${help}`, () => {
        const screen = screenOf().press(...after);
        screen.effects.length = 0;
        screen.press(key);
        expect(becomes(screen.state, screen)).toEqual(is);
      });
    }
  }

  it('ends by Ctrl-C and Ctrl-\\ whatever is being typed', () => {
    for (const bytes of ['\x03', '\x1c']) {
      for (const mode of ['/dd', 'f', '?/', 'k', 'i', 'm', '\x1b[B\r']) {
        const screen = screenOf().type(mode);
        expect([mode, screen.type(bytes).effects.at(-1)]).toEqual([mode, { kind: 'quit' }]);
      }
    }
  });

  it('goes back with D to the defaults of the program it stands in for', () => {
    const { defaults } = personalityNamed('iotop-c');
    const screen = new DrivenScreen({ settings: defaults, defaults }).press('c', 'p', 'D');
    expect(screen.state.settings).toEqual(defaults);
    expect(screen.state.settings.commandStyle).toBe('short');
  });

  it('leaves with D what the terminal needs and what no key chooses', () => {
    const kept = {
      theme: 'light',
      glyphs: 'ascii',
      userNames: 'numbers',
      amounts: 'kilobytes',
    } as const;
    const { state } = screenOf({ settings: { ...kept, show: 'active', base: 1000 } }).press('D');
    expect(state.settings).toEqual({ ...DEFAULT_SETTINGS, ...kept });
  });

  it('has no key that is not tested here', () => {
    const tested = CHECKS.flatMap(({ keys }) => keys);
    expect(KEYS.flatMap(({ keys }) => keys).sort()).toEqual([...tested].sort());
  });

  it('gives no key twice', () => {
    const keys = KEYS.flatMap((row) => row.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('asks for a look now on any key it does not have', () => {
    for (const key of ['z', 'w', 'f7', 'é', 'insert']) {
      expect(screenOf().press(key).effects).toEqual([{ kind: 'refresh' }]);
    }
  });

  it('is printed whole in the help', async () => {
    const screen = screenOf({ size: { columns: 100, rows: 120 } }).press('?');
    const rows = (await screen.rows()).join('\n');
    for (const { help } of KEYS) expect(rows).toContain(help);
  });
});

describe('sorting', () => {
  it('stops at the first and at the last column', () => {
    const sorted = (key: string) =>
      screenOf().press(...Array<string>(9).fill(key)).state.settings.sortColumn;
    expect([sorted('left'), sorted('right')]).toEqual(['tid', 'command']);
  });

  it('takes the direction of the column it comes to', () => {
    const { state } = screenOf().press('r', 'left');
    expect(state.settings).toMatchObject({ sortColumn: 'write', sortDirection: 'descending' });
    const first = screenOf().press('left', 'left', 'left', 'left').state.settings;
    expect(first).toMatchObject({ sortColumn: 'tid', sortDirection: 'ascending' });
  });

  it('marks the column > descending, < ascending, and bold', async () => {
    const screen = screenOf({ settings: { sortColumn: 'io' } });
    const titles = async () => (await screen.rows())[3] as string;
    expect(await titles()).toContain('IO>');
    const at = (await titles()).indexOf('IO>');
    expect(screen.shown.attributes(3).slice(at, at + 3)).toBe('RRR');
    screen.press('r');
    expect(await titles()).toContain('IO<');
    screen.press('left', 'left', 'left', 'left');
    expect(await titles()).toContain('TID<');
  });

  it('by a column that is not shown names it at the end of the titles', async () => {
    const screen = screenOf({
      size: { columns: 120, rows: 24 },
      settings: { sortColumn: 'age', sortDirection: 'ascending' },
    });
    const titles = async () => (await screen.rows())[3] as string;
    expect(await titles()).toMatch(/COMMAND {5,}by AGE<$/);
    expect(await titles()).toHaveLength(120);
    expect(screen.shown.attributes(3).slice(-7)).toBe('RRRRRRR');
    screen.press('left');
    expect(await titles()).toMatch(/GRAPH.*>.*COMMAND *$/);
  });

  it('by bytes read and written together marks both titles, until that sum has a column of its own', async () => {
    const screen = screenOf({ size: { columns: 120, rows: 24 } });
    const titles = async () => (await screen.rows())[3] as string;
    expect(await titles()).toMatch(/DISK READ> +DISK WRITE> +IO /);
    const at = (await titles()).indexOf('DISK WRITE>');
    expect(screen.shown.attributes(3).slice(at, at + 11)).toBe('R'.repeat(11));
    screen.press('r');
    expect(await titles()).toMatch(/DISK READ< +DISK WRITE< +IO/);
    screen.press('r', 'm', ...Array(10).fill('down'), ' ', 'escape');
    expect(await titles()).toMatch(/DISK READ +DISK WRITE +R\+W> +IO/);
  });

  it('goes over hidden columns', () => {
    const byIo = screenOf({ settings: { sortColumn: 'io' } });
    expect(byIo.press('left').state.settings.sortColumn).toBe('write');
  });

  it('by a column that is hidden goes on from where it would stand', () => {
    const sorted = (...keys: readonly string[]) =>
      screenOf({ settings: { sortColumn: 'io' } }).press('7', ...keys).state.settings.sortColumn;
    expect([sorted(), sorted('left'), sorted('right')]).toEqual(['io', 'write', 'command']);
    const byId = screenOf({ settings: { sortColumn: 'tid' } });
    expect(byId.press('1', 'left').state.settings.sortColumn).toBe('user');
  });

  it('by IO puts a task with traffic but no wait before the idle ones', () => {
    const { state } = screenOf({ settings: { sortColumn: 'io' } });
    expect(state.rows[0]?.row.entry.tid).toBe(159);
  });
});

describe('the interval', () => {
  it('has a shortest and a longest', () => {
    expect(screenOf().press(...Array(20).fill('-')).state.settings.interval).toBe(100);
    expect(screenOf().press(...Array(20).fill('+')).state.settings.interval).toBe(60_000);
  });
});
