import { describe, expect, it } from 'vitest';
import { latinKey } from '../../../src/tui/terminal/key-layouts.ts';

const latin = (letters: string): string => Array.from(letters, latinKey).join('');

describe('letters by the places of their keys', () => {
  it.each([
    ['Russian', 'йцукен фывапр ячсмить', 'qwerty asdfgh zxcvbnm'],
    ['Russian capitals', 'ЙЦУКЕН ФЫВАПР ЯЧСМИТЬ', 'QWERTY ASDFGH ZXCVBNM'],
    ['Ukrainian and Belarusian', 'іїєў ІЇЄЎ', 's]\'o S}"O'],
    ['Greek', 'ςερτυθιοπ ασδφγηξκλ ζχψωβνμ', 'wertyuiop asdfghjkl zxcvbnm'],
    ['Greek capitals', 'ΕΡΤΥΘΙΟΠ ΑΣΔΦΓΗΞΚΛ ΖΧΨΩΒΝΜ', 'ERTYUIOP ASDFGHJKL ZXCVBNM'],
  ])('%s', (_, letters, keys) => {
    expect(latin(letters)).toBe(keys);
  });

  it('leave Latin letters, other letters and names of keys as they are', () => {
    for (const key of ['q', 'Q', '/', 'é', 'ß', 'enter', 'ctrl-c', '中']) {
      expect(latinKey(key)).toBe(key);
    }
  });
});
