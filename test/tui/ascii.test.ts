/** What of the screen is left where only ASCII may be drawn. */
import { describe, expect, it } from 'vitest';
import { milliseconds } from '../../src/lib/units.ts';
import { taskKey } from '../../src/sample/sample.ts';
import { NO_DETAILS } from '../../src/tui/core/effects.ts';
import type { Settings } from '../../src/tui/core/settings.ts';
import { glyphsFor } from '../../src/tui/settings/glyphs.ts';
import { terminalAbilities } from '../../src/tui/terminal/abilities.ts';
import { lookFor } from '../../src/tui/terminal/theme.ts';
import { sampleOf } from '../support/samples/samples.ts';
import { DrivenScreen } from '../support/screen/driven-screen.ts';

const SIZE = { columns: 100, rows: 24 };

const COPIES = Array.from({ length: 5 }, (_, index) => ({
  tid: 100 + index,
  comm: 'fio',
  command: `/usr/bin/fio --filename=/srv/a/long/way/down/to/it/${index} --and=/srv/some/more/of/it`,
  read: 2 ** 20 * (index + 1),
  ioWait: 1e8,
}));
const OTHERS = ['a', 'b', 'c', 'd', 'e', 'f'].map((comm, index) => ({
  tid: 200 + index,
  comm,
  uid: 7,
  user: 'of-seven',
  cgroup: 1n,
  write: 4096,
}));
const GAPS = [{ kind: 'tasks-denied', count: 3 }] as const;
const SAMPLES = [0, 1, 2].map((index) =>
  sampleOf({ index, tasks: [...COPIES, ...OTHERS], gaps: GAPS, wallTime: milliseconds(index) }),
);

const details = (screen: DrivenScreen): DrivenScreen => {
  const { mode } = screen.press('p', 'p', 'p', 'p', 'p', 'down', 'enter').state;
  if (mode.kind !== 'details') return screen;
  const { tid, startedAt } = mode.target;
  const parents = [
    { pid: 812, name: 'cron' },
    { pid: 1, name: 'init' },
  ];
  const said = { ...NO_DETAILS, commandLine: Array<string>(90).fill('word'), parents };
  return screen.send({ kind: 'details', key: taskKey(tid, startedAt), details: said });
};

/** Each mode, and each kind of table. */
const SCREENS: Readonly<Record<string, (screen: DrivenScreen) => DrivenScreen>> = {
  programs: (screen) => screen,
  'a program, open': (screen) => screen.press('down', 'right'),
  users: (screen) => screen.press('p'),
  processes: (screen) => screen.press('p', 'p', 'p', 'p', 'p', 'p'),
  'a tree': (screen) => screen.press('f5'),
  'commands scrolled': (screen) => screen.press('p', 'p', 'p', 'p', 'p', '>'),
  'a long filter': (screen) => screen.type(`/${'f|'.repeat(60)}fio\r`),
  'a filter being typed': (screen) => screen.type('/fio'),
  'whose tasks': (screen) => screen.press('f'),
  'where to go': (screen) => screen.press('down', '#'),
  details,
  help: (screen) => screen.press('?'),
  'the help, further down': (screen) => screen.press('?', 'page-down', 'page-down', 'page-down'),
  'the end of the help': (screen) => screen.press('?', 'end'),
  columns: (screen) => screen.press('m'),
  sort: (screen) => screen.press('f6'),
  'a signal': (screen) => screen.press('down', 'right', 'down', 'k'),
  'a priority': (screen) => screen.press('down', 'right', 'down', 'i'),
};

const ASCII_ONLY = /^[ -~]*$/;

const rowsOf = (
  open: (screen: DrivenScreen) => DrivenScreen,
  settings: Partial<Settings>,
  unicode: boolean,
): Promise<string[]> => {
  const screen = new DrivenScreen({
    size: SIZE,
    settings: { unit: 'programs', ...settings },
    abilities: { colours: '256', unicode },
  });
  return open(screen.see(...SAMPLES)).rows();
};

describe('in ASCII', () => {
  for (const [name, open] of Object.entries(SCREENS)) {
    it(`every glyph has a form of its own: ${name}`, async () => {
      const [unicode, asked, poor] = await Promise.all([
        rowsOf(open, { glyphs: 'unicode' }, true),
        rowsOf(open, { glyphs: 'ascii' }, true),
        rowsOf(open, {}, false),
      ]);
      expect(poor).toEqual(asked);
      unicode.forEach((row, at) => {
        expect(asked[at]).toMatch(ASCII_ONLY);
        Array.from(row).forEach((each, cell) => {
          const form = asked[at]?.[cell];
          if (each === ' ') return; // Bars have more figures here than there.
          if (ASCII_ONLY.test(each)) expect(form).toBe(each);
          else expect(form).not.toBe('?');
        });
      });
    });
  }

  it('some of these screens have glyphs at all', async () => {
    const all = await Promise.all(
      Object.values(SCREENS).map((open) => rowsOf(open, { glyphs: 'unicode' }, true)),
    );
    const glyphs = new Set(all.flat(2).flatMap((row) => Array.from(row)));
    for (const glyph of '×▾▸├└…–⚠←') expect(glyphs).toContain(glyph);
  });

  it('names keep their characters where the terminal has them', async () => {
    const tasks = [{ tid: 1, comm: 'naïve', read: 4096 }];
    const of = (unicode: boolean) =>
      new DrivenScreen({ settings: { glyphs: 'ascii' }, abilities: { colours: '16', unicode } })
        .see(sampleOf({ tasks }))
        .rows();
    expect((await of(true)).join('\n')).toContain('naïve');
    expect((await of(false)).join('\n')).toContain('na?ve');
  });
});

describe('a console or a VT', () => {
  it('gets ASCII even in a UTF-8 locale, unless Unicode is asked for', () => {
    for (const TERM of ['linux', 'linux-16color', 'vt100', 'vt220', 'vt420-w']) {
      const abilities = terminalAbilities({ TERM, LANG: 'C.UTF-8' });
      expect(glyphsFor('auto', abilities)).toBe('ascii');
      expect(glyphsFor('unicode', abilities)).toBe('unicode');
    }
    for (const TERM of ['xterm', 'vte-256color', 'tmux-256color'])
      expect(glyphsFor('auto', terminalAbilities({ TERM, LANG: 'C.UTF-8' }))).toBe('unicode');
  });
});

describe('a key that turns what is seen', () => {
  it('changes it at the first press', () => {
    for (const background of ['dark', 'light'] as const) {
      for (const colours of ['16', '256'] as const) {
        for (const unicode of [true, false]) {
          for (const theme of ['default', 'mono', 'colour-blind', '16-colour'] as const) {
            for (const key of ['n', 'l', 'u']) {
              const screen = new DrivenScreen({
                settings: { theme },
                abilities: { colours, unicode, background },
              }).see(...SAMPLES);
              const { settings, abilities } = screen.state;
              const seen = (now: Settings) => [
                lookFor(now.theme, abilities),
                glyphsFor(now.glyphs, abilities),
              ];
              const after = screen.press(key).state.settings;
              expect(seen(after), `${key} ${theme} ${colours} ${background}`).not.toEqual(
                seen(settings),
              );
            }
          }
        }
      }
    }
  });
});

it('the help names the mark as it is drawn, once', async () => {
  const text = async (unicode: boolean): Promise<string> =>
    (await rowsOf((screen) => screen.press('?'), {}, unicode)).join('\n');
  expect(await text(true)).toContain('(the mark ⚠ counts them)');
  expect(await text(false)).toContain('(the mark ! counts them)');
});
