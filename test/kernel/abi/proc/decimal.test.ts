import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextCursor, writeDecimal } from '../../../../src/kernel/abi/proc/decimal.ts';

it('writes a number that it reads back, and not a byte more', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.nat(3), (value, at) => {
      const bytes = new Uint8Array(24).fill(0xff);
      const end = writeDecimal(bytes, at, value);
      expect(new TextCursor(bytes, 'test', at).number()).toBe(value);
      expect(end - at).toBe(String(value).length);
      expect(bytes.subarray(end).every((byte) => byte === 0xff)).toBe(true);
    }),
    { numRuns: 5000 },
  );
});
