import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cutToWidth,
  dropWidth,
  padEnd,
  padStart,
  textWidth,
  wrap,
} from '../../../src/render/text/text-width.ts';

describe('textWidth', () => {
  const cases = [
    { name: 'an ASCII character takes one cell', text: 'iotop', cells: 5 },
    { name: 'an empty text takes none', text: '', cells: 0 },
    { name: 'a Chinese character takes two', text: '磁盘', cells: 4 },
    { name: 'a full-width form takes two', text: 'Ａ', cells: 2 },
    { name: 'a combining mark takes none', text: 'e\u0301', cells: 1 },
    { name: 'an emoji takes two', text: '💾', cells: 2 },
    { name: 'Hebrew takes one cell a letter', text: 'שלום', cells: 4 },
    { name: 'a zero-width joiner takes none', text: 'a\u200db', cells: 2 },
    { name: 'a braille graph cell takes one', text: '⣿⠀', cells: 2 },
    {
      name: 'decomposed Hangul takes the two cells of its first letter',
      text: '\u1112\u1161\u11ab',
      cells: 2,
    },
  ];
  for (const { name, text, cells } of cases) {
    it(name, () => expect(textWidth(text)).toBe(cells));
  }
});

describe('cutToWidth', () => {
  it('never halves a wide character', () => {
    expect(cutToWidth('a磁盘', 2)).toBe('a');
    expect(cutToWidth('a磁盘', 3)).toBe('a磁');
  });

  it('keeps the marks of the last cell it keeps', () => {
    expect(cutToWidth('ae\u0301x', 2)).toBe('ae\u0301');
  });

  it('drops marks beyond the fourth on one cell', () => {
    expect(cutToWidth(`e${'\u0301'.repeat(500)}x`, 2)).toBe(`e${'\u0301'.repeat(4)}x`);
  });

  it('is never wider than asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, cells) => {
        expect(textWidth(cutToWidth(text, cells))).toBeLessThanOrEqual(cells);
      }),
    );
  });
});

describe('dropWidth', () => {
  it('leaves a blank for the half of a wide character it cuts', () => {
    expect(dropWidth('磁盘x', 1)).toBe(' 盘x');
  });

  it('drops the marks of a cell with the cell', () => {
    expect(dropWidth('e\u0301x', 1)).toBe('x');
  });

  it('takes off as many cells as asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, cells) => {
        expect(textWidth(dropWidth(text, cells))).toBe(Math.max(0, textWidth(text) - cells));
      }),
    );
  });
});

describe('padEnd and padStart', () => {
  it('give exactly the width asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, cells) => {
        expect(textWidth(padEnd(text, cells))).toBe(cells);
        expect(textWidth(padStart(text, cells))).toBe(cells);
      }),
    );
  });
});

describe('a wrapped text', () => {
  it('is broken at blanks, and within a word that is longer than a line', () => {
    expect(wrap('time spent waiting for the disk', 14)).toEqual([
      'time spent',
      'waiting for',
      'the disk',
    ]);
    expect(wrap('(sysctl kernel.task_delayacct=1)', 10)).toEqual([
      '(sysctl',
      'kernel.tas',
      'k_delayacc',
      't=1)',
    ]);
    expect(wrap('short', 80)).toEqual(['short']);
    expect(wrap('', 80)).toEqual(['']);
    expect(wrap('two words', 9)).toEqual(['two words']);
  });

  it('is never wider than asked, and loses nothing but blanks', () => {
    const texts = fc.array(
      fc.constantFrom('a', 'Wort', ' ', '日本', 'é', '  ', 'longer-than-most'),
    );
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 30 }), (words, width) => {
        const text = words.join('');
        const lines = wrap(text, width);
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});
