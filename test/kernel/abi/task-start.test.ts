import { describe, expect, it } from 'vitest';
import { filePositionOf } from '../../../src/kernel/abi/fdinfo.ts';
import { startOfStat } from '../../../src/kernel/abi/task-start.ts';

/** A stat line of 52 fields with field 22 as given. */
const stat = (comm: string, start: string): string =>
  `4242 (${comm}) S 1 ${Array.from({ length: 48 }, (_, index) => (index === 17 ? start : '0')).join(' ')}\n`;

describe('startOfStat', () => {
  it('is field 22 in ticks of 10 ms', () => expect(startOfStat(stat('dd', '1234'))).toBe(12.34e9));

  it('is not led astray by a comm with blanks, brackets or digits', () => {
    for (const comm of ['a b', 'a) S 9 9', ')', '((', '1 2 3', '']) {
      expect(startOfStat(stat(comm, '7'))).toBe(7e7);
    }
  });

  it('is unknown for what is no stat line, at any length', () => {
    const whole = stat('dd', '1234');
    const end = whole.indexOf('1234');
    for (let length = 0; length <= end; length++) {
      expect(startOfStat(whole.slice(0, length))).toBeUndefined();
    }
  });
});

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
