import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nanoseconds } from '../../../src/lib/units.ts';
import { columnOf } from '../../../src/model/columns.ts';
import { tookByDevice } from '../../../src/model/devices/latency.ts';
import { withCoarseTimes } from '../../../src/record/write/coarse-times.ts';
import { formatCell } from '../../../src/render/text/cell.ts';
import type { DiskEntry, Sample } from '../../../src/sample/sample.ts';
import { bytesOf, readFolder, record } from '../../support/recordings/recordings.ts';
import { arbitrarySample } from '../../support/samples/arbitrary-sample.ts';
import { watched } from '../../support/samples/disk-load.ts';
import { realisticLoad, takeFrom, takeSamples } from '../../support/samples/realistic-load.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const TIMES = ['queueTime', 'deviceTime'];

const withoutTimes = (sample: Sample): unknown =>
  JSON.parse(JSON.stringify(sample), (name, value) => (TIMES.includes(name) ? undefined : value));

/** What devices were asked for, by task and by owner. */
const askedIn = ({ tasks, system: { devices = [] } }: Sample): readonly Partial<DiskEntry>[] => [
  ...tasks.flatMap(({ disk = [] }) => disk),
  ...devices.flatMap(({ owners = [] }) => owners),
];

/** LAT/P99 and INFL of each task that asked a device for something, as the screen has them. */
const shownIn = ({ tasks, startedAt, endedAt }: Sample): readonly string[] => {
  const interval = nanoseconds(endedAt - startedAt);
  const format = {
    measure: 'rate',
    scale: SCALE,
    width: 11,
    cells: 'tight',
    context: CONTEXT,
  } as const;
  return tasks
    .filter(({ disk = [] }) => disk.length > 0)
    .flatMap((entry) =>
      (['latency', 'in-flight'] as const).map((id) =>
        formatCell(columnOf(id), { entry, amounts: entry, elapsed: interval, interval }, format),
      ),
    );
};

const SCALE = { amounts: 'scaled', base: 1024, threshold: 1 } as never;
const CONTEXT = { commandStyle: 'full', now: nanoseconds(1) } as const;

const load = takeFrom(watched(realisticLoad()), 40);

describe('what a recording keeps', () => {
  it('is every sample as it was, but for times of requests', async () => {
    const folder = temporaryFolder();
    await record(folder, load);
    const { samples } = await readFolder(folder);
    expect(samples).toEqual(load.map(withCoarseTimes));
    expect(samples.map(withoutTimes)).toEqual(load.map(withoutTimes));
  });

  it('takes some 14 bytes a task and sample (13.97 in bench/record.ts, whose time is longer)', async () => {
    const folder = temporaryFolder();
    const samples = takeFrom(watched(realisticLoad()), 160).slice(40);
    await record(folder, samples);
    const size = (await bytesOf(folder)).reduce((sum, { length }) => sum + length, 0);
    expect(size / samples.reduce((sum, { tasks }) => sum + tasks.length, 0)).toBeLessThan(14.2);
  });

  it('has LAT, P99 and INFL of each task, and what P50 and P99 of devices are made of', async () => {
    const folder = temporaryFolder();
    await record(folder, load);
    const { samples } = await readFolder(folder);
    const live = load.flatMap(shownIn);
    expect(live.filter((text) => text.includes('/')).length).toBeGreaterThan(200);
    expect(samples.flatMap(shownIn)).toEqual(live);
    expect(samples.map(tookByDevice)).toEqual(load.map(tookByDevice));
  });
});

describe('times of requests in a recording', () => {
  it('are rounded down to the microsecond in the queue, and to half of one altogether', () => {
    fc.assert(
      fc.property(arbitrarySample, (sample) => {
        const kept = askedIn(withCoarseTimes(sample));
        for (const [index, { queueTime, deviceTime }] of askedIn(sample).entries()) {
          if (
            queueTime === undefined ||
            deviceTime === undefined ||
            queueTime + deviceTime > 2 ** 50
          )
            continue;
          const [queued = -1, taken = -1] = [kept[index]?.queueTime, kept[index]?.deviceTime];
          expect(queued).toBe(queueTime - (queueTime % 1000));
          const time = queueTime + deviceTime;
          expect(queued + taken).toBe(time - (time % 500));
          expect(taken).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('are all that changes, and where one is unknown nothing does', () => {
    fc.assert(
      fc.property(arbitrarySample, (sample) => {
        const kept = withCoarseTimes(sample);
        expect(withoutTimes(kept)).toEqual(withoutTimes(sample));
        const isUnknown = (asked: Partial<DiskEntry>): boolean =>
          asked.queueTime === undefined || asked.deviceTime === undefined;
        expect(askedIn(kept).filter(isUnknown)).toEqual(askedIn(sample).filter(isUnknown));
      }),
    );
  });

  it('are none where nobody watched', () => {
    const [sample] = takeSamples(1);
    expect(sample && withCoarseTimes(sample)).toEqual(sample);
  });
});
