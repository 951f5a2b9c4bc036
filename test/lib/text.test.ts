import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCString, decodeText, encodeText } from '../../src/lib/text.ts';

describe('names are bytes', () => {
  it('any bytes come back from the text they were decoded to', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (raw) => {
        expect(encodeText(decodeText(raw))).toEqual(raw);
      }),
      { numRuns: 5000 },
    );
  });

  it('valid UTF-8 decodes as everybody else decodes it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeText(new TextEncoder().encode(text))).toBe(
          new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text)),
        );
      }),
    );
  });

  it('overlong forms, surrogates and cut sequences are bytes, not characters', () => {
    for (const raw of [
      [0xc0, 0x80],
      [0xe0, 0x80, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xe2, 0x82],
    ]) {
      expect(decodeText(Uint8Array.from(raw))).toBe(
        raw.map((b) => String.fromCharCode(0xdc00 + b)).join(''),
      );
    }
  });

  it('a C string ends at its NUL or at the field', () => {
    expect(decodeCString(Uint8Array.from([0x61, 0x62, 0, 0x63]))).toBe('ab');
    expect(decodeCString(Uint8Array.from([0x61, 0x62]))).toBe('ab');
  });
});
