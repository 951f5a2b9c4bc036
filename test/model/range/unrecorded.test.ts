import { describe, expect, it } from 'vitest';
import { milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import { UnrecordedTimes } from '../../../src/model/range/unrecorded.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { sampleOf } from '../../support/samples/samples.ts';

describe('times of which there is no sample', () => {
  it('are, when there are too many, the longest in order of time, and how many more there were', () => {
    const times = new UnrecordedTimes();
    // The hole before sample n of 200 is n seconds long.
    for (let hole = 0, index = 0; hole <= 200; hole++, index += hole + 1)
      times.add(sampleOf({ index }));
    const { spans, more } = times.result();
    const lengths = spans.map(({ from, to }) => (to - from) / 1000);
    expect(lengths).toEqual(Array.from({ length: 100 }, (_, i) => 101 + i));
    expect(more).toBe(100);
  });

  it.each([
    ['on one host by the boot clock, whatever the clock on the wall does', {}, 9000],
    ['on another host by the clock on the wall', { host: 'web2' }, 29_000],
    ['after a boot by the clock on the wall', { startedAt: 0, endedAt: 1e9 }, 29_000],
  ])('are measured %s', (_, fields, length) => {
    const times = new UnrecordedTimes();
    const last = sampleOf();
    times.add(last);
    times.add({
      ...sampleOf({ index: 10, wallTime: milliseconds(last.wallTime + 30_000) }),
      ...fields,
    } as Sample);
    const [span] = times.result().spans;
    expect(span).toEqual({ from: last.wallTime, to: last.wallTime + length });
  });

  it('are none where less than half an interval is missing', () => {
    const times = new UnrecordedTimes();
    times.add(sampleOf());
    times.add(sampleOf({ startedAt: nanoseconds(101.5e9), endedAt: nanoseconds(102.5e9) }));
    expect(times.result()).toEqual({ spans: [], more: 0 });
  });
});
