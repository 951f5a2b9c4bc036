import { describe, expect, it } from 'vitest';
import type { DelayAccounting } from '../../../src/kernel/abi/proc/delay-accounting.ts';
import { nanoseconds } from '../../../src/lib/units.ts';
import { DelaysKnown } from '../../../src/sampler/taskstats/delays-known.ts';

/** A kernel whose clock and switch the test turns. */
const kernel = (first: DelayAccounting | undefined, tooLong = false) => {
  const now = { time: 100, kept: first };
  const clock = { bootTime: () => nanoseconds(now.time) };
  const known = new DelaysKnown(clock, () => now.kept, tooLong);
  return { now, known };
};

describe('since when waits are known', () => {
  it('is boot where they are kept always', () => {
    const { known } = kernel('always');
    known.look();
    expect([known.since, known.gap('io-wait')]).toEqual([0, undefined]);
  });

  it('is the moment at which the switch was first seen on', () => {
    const { now, known } = kernel('on');
    now.time = 200;
    known.look();
    expect([known.since, known.gap('swap-wait')]).toEqual([100, undefined]);
  });

  it('is never while the switch is off, and anew when it is on again', () => {
    const { now, known } = kernel('off');
    expect(known.since).toBe(Number.POSITIVE_INFINITY);
    expect(known.gap('io-wait')).toMatchObject({ remedy: expect.stringContaining('sysctl') });
    Object.assign(now, { time: 300, kept: 'on' });
    known.look();
    expect(known.since).toBe(300);
    expect(known.gap('io-wait')).toBeUndefined();
  });

  it('is never where the kernel keeps none, and nothing helps', () => {
    const { known } = kernel(undefined);
    known.look();
    expect(known.since).toBe(Number.POSITIVE_INFINITY);
    expect(known.gap('swap-wait')).toMatchObject({ what: 'swap-wait', remedy: '' });
  });
});

describe('waits that are kept', () => {
  it.each([
    ['on', true],
    ['always', true],
    ['off', false],
    [undefined, false],
  ] as const)(
    'where it is %s and the kernel counts them too long are doubted: %s',
    (kept, isSo) => {
      expect(kernel(kept, true).known.doubt() !== undefined).toBe(isSo);
      expect(kernel(kept, false).known.doubt()).toBeUndefined();
    },
  );
});
