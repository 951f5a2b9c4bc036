import { describe, expect, it } from 'vitest';
import { terminalAbilities, whyNotDrawn } from '../../../src/tui/terminal/abilities.ts';
import { THEME_NAMES, THEMES, themeFor } from '../../../src/tui/terminal/theme.ts';

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

describe('themes', () => {
  it('without colours the theme is mono, whatever was asked', () => {
    for (const wanted of THEME_NAMES) {
      expect(themeFor(wanted, { colours: 'none', unicode: true })).toBe('mono');
    }
  });

  it('with 16 colours no theme asks for more', () => {
    for (const wanted of THEME_NAMES) {
      const theme = THEMES[themeFor(wanted, { colours: '16', unicode: true })];
      for (const sgr of Object.values(theme)) expect(sgr).not.toContain('8;5;');
    }
  });

  it('mono uses attributes only', () => {
    for (const sgr of Object.values(THEMES.mono)) expect(sgr).toMatch(/^([12479](;[12479])*)?$/);
  });

  it('in every theme the selected row and the sorted title stand out', () => {
    for (const name of THEME_NAMES) {
      expect(THEMES[name].selected).not.toBe('');
      expect(THEMES[name]['title-sorted']).toMatch(/1/);
      expect(THEMES[name]['title-sorted']).not.toBe(THEMES[name].title);
    }
  });
});
