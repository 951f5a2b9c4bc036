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

  it.each([
    ['damaged where all of it was recorded and cannot be read', 1, 9, true],
    ['not recorded where only the end of it was', 5, 9, undefined],
    ['not recorded where only the beginning of it was', 1, 5, undefined],
  ])('are said to be %s', (_, from, to, damaged) => {
    const last = sampleOf();
    const times = new UnrecordedTimes();
    const at = (second: number) => milliseconds(last.wallTime + second * 1000);
    times.addDamaged({ from: at(from), to: at(from) });
    times.addDamaged({ from: at(from), to: at(to) });
    times.add(last, sampleOf({ index: 10 }));
    times.add(sampleOf({ index: 10 }), sampleOf({ index: 20 }));
    expect(times.result().spans.map((span) => span.damaged)).toEqual([damaged, undefined]);
  });

  it('are none where less than half an interval is missing', () => {
    const late = sampleOf({ startedAt: nanoseconds(101.5e9), endedAt: nanoseconds(102.5e9) });
    expect(timesIn([sampleOf(), late])).toEqual({ spans: [], more: 0 });
  });
});
