import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textWidth } from '../../../src/render/text/text-width.ts';
import { wrap } from '../../../src/render/text/wrap.ts';

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
