import { expect, it } from 'vitest';
import { buildIdOf } from '../../../src/kernel/abi/build-id.ts';
import { DecodeError } from '../../../src/lib/errors.ts';

/** One ELF note, its parts padded to words. */
const note = (type: number, name: string, said: readonly number[]): readonly number[] => {
  const bytes = [...Buffer.from(`${name}\0`)];
  const word = (value: number): readonly number[] => [value & 255, value >> 8, 0, 0];
  const padded = (part: readonly number[]): readonly number[] => [
    ...part,
    ...new Array((4 - (part.length % 4)) % 4).fill(0),
  ];
  return [
    ...word(bytes.length),
    ...word(said.length),
    ...word(type),
    ...padded(bytes),
    ...padded(said),
  ];
};

const OTHERS = [
  ...note(6, 'Linux', [1, 1, 0, 0]),
  ...note(3, 'Xen', [7, 7, 7]),
  ...note(18, 'GNU', [9]),
];

it('the build id stands in the GNU note of its type, wherever that is', () => {
  const id = note(3, 'GNU', [0, 0xab, 0x0c, 0xff, 1]);
  expect(buildIdOf(Uint8Array.from([...OTHERS, ...id, ...OTHERS]))).toBe('00ab0cff01');
  expect(buildIdOf(Uint8Array.from(OTHERS))).toBeUndefined();
  expect(buildIdOf(new Uint8Array())).toBeUndefined();
});

it('a note that is cut short is an error', () => {
  expect(() => buildIdOf(Uint8Array.from(note(3, 'GNU', [1, 2, 3, 4])).subarray(0, 18))).toThrow(
    DecodeError,
  );
});
