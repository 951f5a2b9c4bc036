import { describe, expect, it } from 'vitest';
import { terminalAbilities, whyNotDrawn } from '../../../src/tui/terminal/abilities.ts';
import { LOOK_NAMES, LOOKS, lookFor, THEME_NAMES } from '../../../src/tui/terminal/theme.ts';

describe('terminalAbilities', () => {
  const cases = [
    { name: 'xterm-256color has 256', env: { TERM: 'xterm-256color' }, colours: '256' },
    { name: 'plain xterm has 16', env: { TERM: 'xterm' }, colours: '16' },
    { name: 'COLORTERM says more', env: { TERM: 'xterm', COLORTERM: 'truecolor' }, colours: '256' },
    { name: 'the Linux console has 16', env: { TERM: 'linux' }, colours: '16' },
    { name: 'a VT220 has none', env: { TERM: 'vt220' }, colours: 'none' },
    { name: 'a dumb terminal has none', env: { TERM: 'dumb' }, colours: 'none' },
    { name: 'no TERM: none', env: {}, colours: 'none' },
    { name: 'NO_COLOR wins', env: { TERM: 'xterm-256color', NO_COLOR: '1' }, colours: 'none' },
    { name: 'an empty NO_COLOR says nothing', env: { TERM: 'xterm', NO_COLOR: '' }, colours: '16' },
  ];
  for (const { name, env, colours } of cases) {
    it(`colours: ${name}`, () => expect(terminalAbilities(env).colours).toBe(colours));
  }

  it('finds UTF-8 where setlocale would: LC_ALL, then LC_CTYPE, then LANG', () => {
    const unicode = (env: Record<string, string>) =>
      terminalAbilities({ TERM: 'xterm', ...env }).unicode;
    expect(unicode({ LANG: 'de_DE.UTF-8' })).toBe(true);
    expect(unicode({ LANG: 'C.utf8' })).toBe(true);
    expect(unicode({ LC_ALL: 'C', LANG: 'de_DE.UTF-8' })).toBe(false);
    expect(unicode({ LC_CTYPE: 'C.UTF-8', LANG: 'C' })).toBe(true);
    expect(unicode({})).toBe(false);
  });

  it('keeps to ASCII on the Linux console, whose font has no braille', () => {
    expect(terminalAbilities({ TERM: 'linux', LANG: 'C.UTF-8' }).unicode).toBe(false);
  });
});

it('a dumb terminal, and one that does not say what it is, cannot be drawn on', () => {
  expect(whyNotDrawn({ TERM: 'xterm' })).toBeUndefined();
  expect(whyNotDrawn({ TERM: 'dumb' })).toBe('TERM=dumb');
  expect(whyNotDrawn({ TERM: '' })).toBe('TERM is not set');
  expect(whyNotDrawn({})).toBe('TERM is not set');
});

describe('the look of a theme', () => {
  const many = { colours: '256', unicode: true } as const;
  const few = { colours: '16', unicode: true } as const;

  it.each([
    { wanted: 'default', on: many, is: 'dark' },
    { wanted: 'default', on: { ...many, background: 'dark' }, is: 'dark' },
    { wanted: 'default', on: { ...many, background: 'light' }, is: 'light' },
    { wanted: 'dark', on: { ...many, background: 'light' }, is: 'dark' },
    { wanted: 'light', on: { ...many, background: 'dark' }, is: 'light' },
    { wanted: 'mono', on: { ...many, background: 'light' }, is: 'mono' },
    { wanted: 'colour-blind', on: many, is: 'colour-blind' },
    { wanted: 'colour-blind', on: { ...many, background: 'light' }, is: 'colour-blind-light' },
    { wanted: '16-colour', on: { ...many, background: 'light' }, is: '16-colour-light' },
    { wanted: 'default', on: few, is: '16-colour' },
    { wanted: 'default', on: { ...few, background: 'light' }, is: '16-colour-light' },
    { wanted: 'light', on: few, is: '16-colour-light' },
    { wanted: 'dark', on: { ...few, background: 'light' }, is: '16-colour' },
  ] as const)('$wanted on $on is $is', ({ wanted, on, is }) => {
    expect(lookFor(wanted, on)).toBe(is);
  });

  it('without colours is mono, whatever was asked', () => {
    for (const wanted of THEME_NAMES) {
      expect(lookFor(wanted, { colours: 'none', unicode: true })).toBe('mono');
    }
  });

  it('with 16 colours asks for no more', () => {
    for (const wanted of THEME_NAMES) {
      for (const background of ['dark', 'light'] as const) {
        const look = LOOKS[lookFor(wanted, { ...few, background })];
        for (const sgr of Object.values(look)) expect(sgr).not.toContain('8;5;');
      }
    }
  });

  it('that is mono has attributes only', () => {
    for (const sgr of Object.values(LOOKS.mono)) expect(sgr).toMatch(/^([12479](;[12479])*)?$/);
  });

  it('lets the selected row and the sorted title stand out', () => {
    for (const name of LOOK_NAMES) {
      expect(LOOKS[name].selected).not.toBe('');
      expect(LOOKS[name]['title-sorted']).toMatch(/1/);
      expect(LOOKS[name]['title-sorted']).not.toBe(LOOKS[name].title);
    }
  });

  it('of 256 colours can be read: each text differs from the background by the contrast that WCAG asks for', () => {
    for (const [name, background] of [
      ['dark', BLACK],
      ['colour-blind', BLACK],
      ['light', WHITE],
      ['colour-blind-light', WHITE],
    ] as const) {
      for (const [style, sgr] of Object.entries(LOOKS[name])) {
        const colour = Number(/(?:^|;)38;5;(\d+)/.exec(sgr)?.[1] ?? Number.NaN);
        if (Number.isNaN(colour)) continue;
        const under = Number(/48;5;(\d+)/.exec(sgr)?.[1] ?? Number.NaN);
        const contrast = contrastOf(colour, Number.isNaN(under) ? background : under);
        // The tree is lines, not text.
        expect(contrast, `${style} in ${name}`).toBeGreaterThan(style === 'tree' ? 2.5 : 4.5);
      }
    }
  });
});

const [BLACK, WHITE] = [16, 231];

/** Of two of the 256 colours (the cube and the greys of xterm). Source: WCAG 2.1, contrast ratio. */
const contrastOf = (one: number, other: number): number => {
  const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [
    number,
    number,
  ];
  return (high + 0.05) / (low + 0.05);
};

const luminance = (colour: number): number => {
  const cube = [36, 6, 1].map((size) => {
    const step = Math.floor((colour - 16) / size) % 6;
    return step === 0 ? 0 : 55 + 40 * step;
  });
  const levels = colour >= 232 ? Array<number>(3).fill(8 + 10 * (colour - 232)) : cube;
  const [red, green, blue] = levels.map((level) => {
    const part = level / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
