import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparkline } from '../../../src/render/text/sparkline.ts';
import { textWidth } from '../../../src/render/text/text-width.ts';

const ascii = (figures: readonly number[], width = figures.length, most = 4): string =>
  sparkline(figures, { width, most, glyphs: 'ascii' });

describe('sparkline', () => {
  it('draws nothing as blank and all as the full bar', () => {
    expect(ascii([0, 1, 2, 3, 4])).toBe(' _.:|');
  });

  it('shows the least of something', () => expect(ascii([0.0001], 1)).toBe('_'));

  it('does not rise above the full bar', () => expect(ascii([1000], 1)).toBe('|'));

  it('has the newest at the right and blanks where nothing is known', () => {
    expect(ascii([4], 3)).toBe('  |');
    expect(ascii([4, 4, 0, 4], 2)).toBe(' |');
  });

  it('draws two figures a cell in braille', () => {
    expect(sparkline([0, 4, 4, 0, 4, 4], { width: 3, most: 4, glyphs: 'unicode' })).toBe('⢸⡇⣿');
  });

  it('is as wide as asked, whatever the figures', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, noNaN: true })),
        fc.nat(50),
        fc.constantFrom('unicode' as const, 'ascii' as const),
        (figures, width, glyphs) => {
          expect(textWidth(sparkline(figures, { width, most: 10, glyphs }))).toBe(width);
        },
      ),
    );
  });
});
