import { describe, expect, it } from 'vitest';
import { steadyBootClock, systemClock } from '../../src/kernel/sys/clock.ts';

describe('the steady boot clock', () => {
  it('shows the boot clock’s time and never goes back', () => {
    const steady = steadyBootClock();
    const before = systemClock.bootTime();
    const first = steady.bootTime();
    const second = steady.bootTime();
    const after = systemClock.bootTime();
    // The two clocks are read one after the other when the shift is taken, so they agree to that moment only.
    const moment = 50e6;
    expect(first).toBeGreaterThan(before - moment);
    expect(second).toBeLessThan(after + moment);
    expect(second).toBeGreaterThanOrEqual(first);
  });
});
