import { describe, expect, it } from 'vitest';
import { terminalAbilities } from '../../../src/tui/terminal/abilities.ts';
import { backgroundOf, takesStrings } from '../../../src/tui/terminal/background.ts';

describe('the background of the terminal', () => {
  it.each([
    ['15;0', 'dark'],
    ['0;15', 'light'],
    ['0;7', 'light'],
    ['12;8', 'dark'],
    ['0;default;15', 'light'],
    ['15;default', undefined],
    ['15;99', undefined],
    ['15', undefined],
    ['', undefined],
  ])('COLORFGBG=%s is %s', (COLORFGBG, is) => {
    expect(terminalAbilities({ TERM: 'xterm', COLORFGBG }).background).toBe(is);
  });

  it.each([
    ['11;rgb:0000/0000/0000', 'dark'],
    ['11;rgb:ffff/ffff/ffff', 'light'],
    ['11;rgb:f/f/f', 'light'],
    ['11;rgb:fd/f6/e3', 'light'],
    ['11;rgb:0000/2b2b/3636', 'dark'],
    ['11;rgba:ffff/ffff/ffff/8000', 'light'],
    // Bright to the eye, though most of the three are low.
    ['11;rgb:00/ff/00', 'light'],
    ['11;rgb:00/00/ff', 'dark'],
    ['11;?', undefined],
    ['10;rgb:ffff/ffff/ffff', undefined],
    ['11;rgb:fffff/ffff/ffff', undefined],
    ['11;rgb:ffff/ffff', undefined],
    ['', undefined],
  ])('the answer %s is %s', (answer, is) => expect(backgroundOf(answer)).toBe(is));

  it('is asked only of terminals that swallow what they do not know', () => {
    const asked = ['xterm', 'xterm-256color', 'tmux-256color', 'screen', 'rxvt', 'st-256color'];
    for (const TERM of asked) expect(takesStrings({ TERM }), TERM).toBe(true);
    for (const TERM of ['linux', 'vt220', 'ansi', 'dumb', '', 'cons25', 'sun'])
      expect(takesStrings({ TERM }), TERM).toBe(false);
    expect(takesStrings({})).toBe(false);
  });
});
