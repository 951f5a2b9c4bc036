import { describe, expect, it } from 'vitest';
import { steadyBootClock, systemClock } from '../../src/kernel/sys/clock.ts';

describe('the steady boot clock', () => {
  it('shows the boot clock’s time and never goes back', () => {
    const steady = steadyBootClock();
    const before = systemClock.bootTime();
    const first = steady.bootTime();
    const second = steady.bootTime();
    const after = systemClock.bootTime();
    // The shift is the quickest of several readings of both clocks, so they agree to less than a millisecond.
    const moment = 1e6;
    expect(first).toBeGreaterThan(before - moment);
    expect(second).toBeLessThan(after + moment);
    expect(second).toBeGreaterThanOrEqual(first);
  });
});
