import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { milliseconds } from '../../../src/lib/units.ts';
import { Timeline, type TimelineOf } from '../../../src/model/range/timeline.ts';

const START = 1_795_000_000_000;

type Interval = {
  readonly from: number;
  readonly to: number;
  readonly read?: number;
  readonly write?: number;
};

const timelineOf = (intervals: readonly Interval[]): TimelineOf => {
  const timeline = new Timeline();
  for (const { from, to, read, write } of intervals) {
    const span = { from: milliseconds(START + from), to: milliseconds(START + to) };
    timeline.add(span, { read, write }, undefined);
  }
  return timeline.result();
};

/** Bytes a second while it was recorded. */
const ratesOf = ({ buckets }: TimelineOf): readonly number[] =>
  buckets.map(({ write, covered }) => (write / covered) * 1000);

describe('a timeline', () => {
  it.each([1, 5, 60, 600])('of %d s a sample shows the rate of each moment', (seconds) => {
    const length = seconds * 1000;
    const intervals = Array.from({ length: 20 }, (_, i) => ({
      from: i * length + 400,
      to: (i + 1) * length + 400,
      write: 50e6 * seconds,
    }));
    for (const rate of ratesOf(timelineOf(intervals))) expect(rate).toBeCloseTo(50e6, -1);
  });

  it('has every bucket that an interval covers, and none besides', () => {
    const { width, buckets } = timelineOf([{ from: 1400, to: 6100, read: 4700, write: 0 }]);
    expect(width).toBe(1000);
    const shown = buckets.map(({ at, read, covered }) => [at - START, read, covered]);
    expect(shown).toEqual([
      [1000, 600, 600],
      [2000, 1000, 1000],
      [3000, 1000, 1000],
      [4000, 1000, 1000],
      [5000, 1000, 1000],
      [6000, 100, 100],
    ]);
  });

  it('tells nothing recorded from nothing moved', () => {
    const { buckets } = timelineOf([
      { from: 0, to: 1000 },
      { from: 5000, to: 6000 },
    ]);
    expect(buckets.map(({ at, covered }) => [at - START, covered])).toEqual([
      [0, 1000],
      [5000, 1000],
    ]);
  });

  it('adds up, and stays small, whatever the intervals are', () => {
    const interval = fc.record({
      from: fc.nat(4e9),
      length: fc.oneof(fc.nat(3000), fc.nat(4e9)),
      read: fc.nat(1e9),
      write: fc.nat(1e9),
    });
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 20 }), (list) => {
        const intervals = list.map(({ from, length, ...moved }) => ({
          from,
          to: from + length,
          ...moved,
        }));
        const { buckets } = timelineOf(intervals);
        expect(buckets.length).toBeLessThanOrEqual(2048);
        const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
        expect(sum(buckets.map(({ read }) => read))).toBe(sum(list.map(({ read }) => read)));
        expect(sum(buckets.map(({ write }) => write))).toBe(sum(list.map(({ write }) => write)));
        const lengths = sum(list.map(({ length }) => length));
        expect(sum(buckets.map(({ covered }) => covered))).toBe(lengths);
      }),
    );
  });
});
