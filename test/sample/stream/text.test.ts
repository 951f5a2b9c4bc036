import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, encodeText } from '../../../src/lib/text.ts';
import { hexOfLossy, quote, textOfHex, wellFormed } from '../../../src/sample/stream/text.ts';

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 32 }),
  fc.string({ unit: 'binary', maxLength: 16 }).map((text) => encodeText(text)),
);

/** C0, DEL, C1, direction and zero-width marks, line separators: what a terminal or an eye obeys. */
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

describe('a text in the stream', () => {
  it('is a JSON literal of well-formed text, whatever the bytes were', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const literal = quote(decodeText(bytes));
        expect(wellFormed(literal)).toBe(literal);
        expect(JSON.parse(literal)).toBe(decodeText(bytes).replace(/[\ud800-\udfff]/gu, '\ufffd'));
      }),
    );
  });

  it('never holds a character that a terminal obeys', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(quote(decodeText(bytes))).not.toMatch(OBEYED);
      }),
    );
    expect(quote('\u001b]0;x\u0007\u009b\u202e\n')).toBe(
      '"\\u001b]0;x\\u0007\\u009b\\u202e\\u000a"',
    );
  });

  it('loses nothing: text and hexadecimal together give the bytes back', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const text = decodeText(bytes);
        const hex = hexOfLossy(text);
        const back = hex === undefined ? (JSON.parse(quote(text)) as string) : textOfHex(hex);
        expect(back).toBe(text);
      }),
    );
  });

  it('has hexadecimal bytes beside it only when it was not UTF-8', () => {
    expect(hexOfLossy('naïve ☃ 💾')).toBeUndefined();
    expect(hexOfLossy(decodeText(Uint8Array.of(0x61, 0xff, 0x9b)))).toBe('61ff9b');
  });

  it('does not take for hexadecimal what is not', () => {
    expect(['6', '6g', '0x61', ' 61'].map(textOfHex)).toEqual(Array(4).fill(undefined));
  });
});
