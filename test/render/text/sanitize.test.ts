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
