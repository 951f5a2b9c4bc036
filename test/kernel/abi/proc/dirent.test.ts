import { describe, expect, it } from 'vitest';
import { eachNumericName } from '../../../../src/kernel/abi/proc/dirent.ts';
import { concat, u16 } from '../../../support/kernel/netlink-builder.ts';
import { KNOWN, recorded } from '../../../support/kernel/recorded.ts';
import { outcomesOfCuts, survivesRandomInput } from '../../../support/kernel/robustness.ts';

const namesIn = (bytes: Uint8Array, length = bytes.length): readonly number[] => {
  const names: number[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  eachNumericName(view, length, (name) => names.push(name));
  return names;
};

const entry = (name: string, { size = 24 } = {}): Uint8Array => {
  const text = new Uint8Array(Math.max(0, 24 - 19)).fill(0);
  text.set(new TextEncoder().encode(name).subarray(0, text.length));
  return concat(new Uint8Array(16), u16(size), Uint8Array.from([4]), text);
};

const file = recorded('proc/task-entries');

describe('the entries of a folder', () => {
  it('are told as the system library tells them', () => {
    expect(namesIn(file)).toEqual(KNOWN.entries);
  });

  it('count only when the whole name is a number', () => {
    const bytes = concat(
      ...['.', '..', '12', '1a', 'a1', '', '-1', '0', '007'].map((n) => entry(n)),
    );
    expect(namesIn(bytes)).toEqual([12, 0, 7]);
  });

  it('do not count when the name does not end within its entry', () => {
    expect(namesIn(entry('12345'))).toEqual([]);
  });

  it('end at one that says it is too short or too long', () => {
    for (const size of [0, 19, 200]) {
      expect(namesIn(concat(entry('1'), entry('2', { size }), entry('3')))).toEqual([1]);
    }
  });

  it('end where the kernel ended, whatever the buffer still holds', () => {
    const bytes = concat(entry('1'), entry('2'));
    expect(namesIn(bytes, 24)).toEqual([1]);
    expect(namesIn(bytes, 47)).toEqual([1]);
    expect(namesIn(bytes, 0)).toEqual([]);
  });

  it('are never read beyond a cut, and those before it are the true ones', () => {
    expect(new Set(outcomesOfCuts((bytes) => namesIn(bytes), file))).toEqual(new Set(['value']));
    for (let length = 0; length < file.length; length++) {
      const names = namesIn(file.subarray(0, length));
      expect(names).toEqual(KNOWN.entries.slice(0, names.length));
    }
  });

  it('are some numbers or none, whatever the bytes', () => {
    expect(() => survivesRandomInput((bytes) => namesIn(bytes), file)).not.toThrow();
  });
});
