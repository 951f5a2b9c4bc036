/** Laws every decoder keeps: whatever the bytes, a value or a DecodeError, and never a byte beyond the end. */
import fc from 'fast-check';
import { DecodeError } from '../../../src/lib/errors.ts';

type Decode = (bytes: Uint8Array) => unknown;

/** 'value' or 'error'; anything else that is thrown goes up. */
const outcomeOf = (decode: Decode, bytes: Uint8Array): 'value' | 'error' => {
  try {
    decode(bytes);
    return 'value';
  } catch (thrown) {
    if (thrown instanceof DecodeError) return 'error';
    throw thrown;
  }
};

/**
 * What becomes of every proper beginning of `whole`, by its length. Each lies in a buffer of its own that goes on with other bytes, so that reading
 * beyond the end would show.
 *
 * @throws Error when what lies behind the end changes what is decoded
 */
export const outcomesOfCuts = (decode: Decode, whole: Uint8Array): readonly ('value' | 'error')[] =>
  Array.from(whole, (_, length) => {
    const results = [0x00, 0x31, 0xff].map((filler) => {
      const buffer = new Uint8Array(whole.length + 64).fill(filler);
      buffer.set(whole.subarray(0, length));
      return describeOutcome(decode, buffer.subarray(0, length));
    });
    if (new Set(results).size !== 1) {
      throw new Error(`cut at ${length}, it reads beyond the end: ${results.join(' | ')}`);
    }
    return results[0]?.startsWith('error') ? 'error' : 'value';
  });

const describeOutcome = (decode: Decode, bytes: Uint8Array): string => {
  try {
    return `value ${JSON.stringify(decode(bytes))}`;
  } catch (thrown) {
    if (thrown instanceof DecodeError) return `error ${thrown.message}`;
    throw thrown;
  }
};

/** Hands `runs` random inputs to `decode`: half of them noise, half of them `whole` with up to 8 bytes changed. */
export const survivesRandomInput = (decode: Decode, whole: Uint8Array, runs = 100_000): void => {
  const noise = fc.uint8Array({ maxLength: 64 });
  const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
  const changes = fc.array(change, { minLength: 1, maxLength: 8 });
  const half = { numRuns: runs / 2 };
  fc.assert(
    fc.property(noise, (bytes) => {
      outcomeOf(decode, bytes);
    }),
    half,
  );
  const damaged = whole.slice();
  fc.assert(
    fc.property(changes, (made) => {
      damaged.set(whole);
      for (const [at, value] of made) damaged[at] = value;
      outcomeOf(decode, damaged);
    }),
    half,
  );
};
