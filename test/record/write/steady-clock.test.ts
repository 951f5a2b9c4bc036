import { describe, expect, it } from 'vitest';
import { milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import { SteadyClock } from '../../../src/record/write/steady-clock.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { sampleAt } from '../../support/samples/stream-samples.ts';

/** The `second`-th sample, the wall clock and the boot clock ahead by so many milliseconds. */
const taken = (second: number, wall = 0, boot = 0): Sample => {
  const sample = sampleAt(second);
  return {
    ...sample,
    endedAt: nanoseconds(sample.endedAt + boot * 1e6),
    wallTime: milliseconds(sample.wallTime + wall),
  };
};

/** Whether the time of the last of them can be believed. */
const isSteady = (samples: readonly Sample[]): boolean | undefined => {
  const clock = new SteadyClock();
  return samples.map((sample) => clock.follow(sample)).at(-1);
};

const minute = (wall = 0, boot = 0): readonly Sample[] =>
  Array.from({ length: 60 }, (_, second) => taken(second, wall, boot));

describe('the wall clock', () => {
  it('is believed when it has gone on beside the boot clock for a minute, and not before', () => {
    expect(isSteady([taken(0)])).toBe(false);
    expect(isSteady(minute())).toBe(false);
    expect(isSteady([...minute(), taken(60)])).toBe(true);
    expect(isSteady([taken(0), taken(60)])).toBe(true);
  });

  it.each([
    ['set forward', 2000, 0],
    ['set back', -2000, 0],
    ['of another boot', 0, -1e7],
    ['of another boot and set back as far', -1e7, -1e7],
  ])('that is %s is not, for another minute', (_, wall, boot) => {
    expect(isSteady([...minute(), taken(60, wall, boot)])).toBe(false);
    const again = minute(wall, boot).map(({ endedAt, wallTime }) => ({
      ...sampleAt(0),
      endedAt: nanoseconds(endedAt + 60e9),
      wallTime: milliseconds(wallTime + 60_000),
    }));
    expect(isSteady([...minute(), ...again])).toBe(false);
    expect(isSteady([...minute(), ...again, taken(120, wall, boot)])).toBe(true);
  });

  it('is believed under correction, and where a sample was held up', () => {
    expect(isSteady([...minute(), taken(60, 1999)])).toBe(true);
    expect(isSteady([...minute(), taken(60, -1999)])).toBe(true);
  });
});
