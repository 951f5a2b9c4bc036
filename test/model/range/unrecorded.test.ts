import { describe, expect, it } from 'vitest';
import { milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import { UnrecordedTimes } from '../../../src/model/range/unrecorded.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { sampleOf } from '../../support/samples/samples.ts';

const timesIn = (samples: readonly Sample[]) => {
  const times = new UnrecordedTimes();
  samples.slice(1).forEach((sample, i) => {
    times.add(samples[i] as Sample, sample);
  });
  return times.result();
};

describe('times of which there is no sample', () => {
  it('are, when there are too many, the longest in order of time, and how many more there were', () => {
    const samples: Sample[] = [];
    // The hole before sample n of 200 is n seconds long.
    for (let hole = 0, index = 0; hole <= 200; hole++, index += hole + 1)
      samples.push(sampleOf({ index }));
    const { spans, more } = timesIn(samples);
    const lengths = spans.map(({ from, to }) => (to - from) / 1000);
    expect(lengths).toEqual(Array.from({ length: 100 }, (_, i) => 101 + i));
    expect(more).toBe(100);
  });

  it.each([
    ['on one host by the boot clock, whatever the clock on the wall does', {}, 9000],
    ['on another host by the clock on the wall', { host: 'web2' }, 29_000],
    ['after a boot by the clock on the wall', { startedAt: 0, endedAt: 1e9 }, 29_000],
  ])('are measured %s', (_, fields, length) => {
    const last = sampleOf();
    const next = sampleOf({ index: 10, wallTime: milliseconds(last.wallTime + 30_000) });
    const [span] = timesIn([last, { ...next, ...fields } as Sample]).spans;
    expect(span).toEqual({ from: last.wallTime, to: last.wallTime + length });
  });

  it('are none where less than half an interval is missing', () => {
    const late = sampleOf({ startedAt: nanoseconds(101.5e9), endedAt: nanoseconds(102.5e9) });
    expect(timesIn([sampleOf(), late])).toEqual({ spans: [], more: 0 });
  });
});
