import { describe, expect, it } from 'vitest';
import { filePositionOf } from '../../../../src/kernel/abi/proc/fdinfo.ts';

describe('filePositionOf', () => {
  it('is the number after pos:', () => {
    expect(filePositionOf('pos:\t123456\nflags:\t0100002\nmnt_id:\t19\n')).toBe(123_456);
  });

  it('is unknown where there is none', () => {
    for (const text of ['', 'flags:\t0\n', 'pos:\t-1\n', 'xpos:\t1\n']) {
      expect(filePositionOf(text)).toBeUndefined();
    }
  });
});
