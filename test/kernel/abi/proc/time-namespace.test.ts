import { describe, expect, it } from 'vitest';
import { bootClockOffset } from '../../../../src/kernel/abi/proc/time-namespace.ts';

describe('bootClockOffset', () => {
  it('is that of the boot clock, in either direction', () => {
    expect(
      bootClockOffset('monotonic           0         0\nboottime        86400       500\n'),
    ).toBe(86_400e9 + 500);
    expect(
      bootClockOffset('monotonic         100         0\nboottime          -60 900000000\n'),
    ).toBe(-59.1e9);
  });

  it('is unknown where none is told', () => {
    for (const text of ['', 'monotonic 1 0\n', 'boottime x 0\n', 'boottime 1\n']) {
      expect(bootClockOffset(text)).toBeUndefined();
    }
  });
});
