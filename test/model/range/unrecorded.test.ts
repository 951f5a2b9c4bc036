import { describe, expect, it } from 'vitest';
import { UnrecordedTimes } from '../../../src/model/range/unrecorded.ts';
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
});
