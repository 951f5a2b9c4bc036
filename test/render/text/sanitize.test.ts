import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../src/lib/text.ts';
import { sanitize } from '../../../src/render/text/sanitize.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('sanitize', () => {
  const cases = [
    ['ESC becomes visible', '\x1b[31mred', '\\x1b[31mred'],
    ['a newline does not start a row', 'a\nb\rc\td', 'a\\nb\\rc\\td'],
    ['DEL and C1 are escaped', '\x7f\u009b31m', '\\x7f\\u009b31m'],
    ['bidirectional overrides are escaped', 'a\u202eb\u2066c\u200f', 'a\\u202eb\\u2066c\\u200f'],
    ['zero-width characters are escaped', 'ro\u200bot\ufeff', 'ro\\u200bot\\ufeff'],
    ['line separators are escaped', 'a\u2028b', 'a\\u2028b'],
    [
      'a byte that is not UTF-8 is shown as that byte',
      decodeText(bytes(0x61, 0x9b, 0xff)),
      'a\\x9b\\xff',
    ],
    ['invisible tag characters are escaped', '\u{e0041}', '\\U000e0041'],
    ['letters of any script pass', 'zażółć 漢字 🙂', 'zażółć 漢字 🙂'],
  ] as const;
  for (const [name, input, output] of cases) it(name, () => expect(sanitize(input)).toBe(output));

  it.each([
    ['C0', 0x00, 0x1f],
    ['DEL and C1', 0x7f, 0x9f],
    ['the soft hyphen', 0xad, 0xad],
    ['the Arabic letter mark', 0x61c, 0x61c],
    ['fillers of Hangul syllables', 0x115f, 0x1160],
    ['the Mongolian vowel separator', 0x180e, 0x180e],
    ['zero-width characters and marks of direction', 0x200b, 0x200f],
    ['separators of lines, embeddings and overrides of direction', 0x2028, 0x202e],
    ['joiners, isolates and what Unicode deprecates', 0x2060, 0x206f],
    ['the filler of Hangul letters', 0x3164, 0x3164],
    ['the byte order mark', 0xfeff, 0xfeff],
    ['annotations', 0xfff9, 0xfffb],
    ['surrogates', 0xd800, 0xdfff],
    ['tags', 0xe0000, 0xe0fff],
  ])('escapes %s from the first to the last, and neither neighbour', (_, first, last) => {
    const isEscaped = (code: number) => sanitize(String.fromCodePoint(code)).startsWith('\\');
    expect([first, last].map(isEscaped)).toEqual([true, true]);
    const neighbours = [first - 1, last + 1].filter((code) => code >= 0);
    expect(neighbours.map(isEscaped)).toEqual(neighbours.map(() => false));
  });

  it('lets no control, bidi or surrogate through, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (raw) => {
        expect(sanitize(decodeText(raw))).not.toMatch(
          /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/u,
        );
      }),
      { numRuns: 2000 },
    );
  });
});
