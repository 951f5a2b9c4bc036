import { describe, expect, it } from 'vitest';
import { type Milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import type { RangeReport } from '../../../src/model/range/range-report.ts';
import { RangeTotals } from '../../../src/model/range/range-report.ts';
import { rangeReportJson } from '../../../src/render/report/range-data.ts';
import { rangeReportText } from '../../../src/render/report/range-report-text.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { sampleOf } from '../../support/samples/samples.ts';

/** Ten minutes, a second each; the clock is another by `by` from the 300th second on. */
const withClockSet = (by: number): readonly Sample[] =>
  Array.from({ length: 600 }, (_, index) => {
    const sample = sampleOf({ index, tasks: [{ tid: 1, write: 10 }] });
    const wallTime = sample.wallTime + (index < 300 ? 0 : by);
    return { ...sample, wallTime: wallTime as Milliseconds };
  });

const reportOf = (samples: readonly Sample[]): RangeReport => {
  const totals = new RangeTotals({ by: 'process' });
  for (const sample of samples) totals.add(sample);
  return totals.result();
};

const stepsIn = (samples: readonly Sample[]) => reportOf(samples).clockSteps;

describe('a clock that is set while samples are taken', () => {
  it.each([-3_600_000, -1000, 1000, 7_200_000])('is found by the boot clock: %d ms', (by) => {
    const samples = withClockSet(by);
    expect(stepsIn(samples)).toEqual([{ at: samples[299]?.wallTime, by }]);
  });

  it('is not one that drifts, nor a gap in the recording', () => {
    expect(stepsIn(withClockSet(-999))).toEqual([]);
    expect(stepsIn(withClockSet(0).filter((_, index) => index < 100 || index > 400))).toEqual([]);
  });

  it('is kept each time, up to a hundred', () => {
    const restless = Array.from({ length: 200 }, (_, index) => {
      const sample = sampleOf({ index });
      return { ...sample, wallTime: (sample.wallTime - index * 5000) as Milliseconds };
    });
    const steps = restless.slice(0, 100).map(({ wallTime }) => ({ at: wallTime, by: -5000 }));
    expect(stepsIn(restless)).toEqual(steps);
  });

  it('is told from a boot, behind which the clock may only be later', () => {
    const [before, next] = [sampleOf({ index: 600 }), sampleOf({ index: 3 })];
    const booted = (by: number): Sample => ({
      ...next,
      wallTime: (before.wallTime + 1000 + by) as Milliseconds,
    });
    expect(stepsIn([before, booted(90_000)])).toEqual([]);
    expect(stepsIn([before, booted(-90_000)])).toEqual([{ at: before.wallTime, by: -90_000 }]);
  });

  it('is that of one host', () => {
    const here = sampleOf({ index: 10 });
    const there = { ...sampleOf({ index: 0 }), host: 'db1', endedAt: nanoseconds(9e18) };
    expect(stepsIn([here, there])).toEqual([]);
  });
});

describe('a report over a time in which the clock was set back', () => {
  const samples = withClockSet(-3_600_000);
  const report = reportOf(samples);
  const first = samples[0]?.wallTime ?? 0;

  it('has its times in order', () => {
    const span = { from: first + 300_000 - 3_600_000 - 1000, to: first + 299_000 };
    expect(report.recorded).toEqual(span);
    expect(report.rows[0]?.seen).toEqual(span);
    const times = report.timeline.buckets.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(report.unrecorded.spans).toEqual([]);
  });

  it('says so in every form', () => {
    expect(rangeReportText(report)).toMatch(
      /^the clock was set back by 1h 00m at \d.*: some times come twice$/m,
    );
    expect(JSON.parse(rangeReportJson(report)).clockSteps).toEqual([
      { at: first + 299_000, by: -3_600_000 },
    ]);
  });
});
