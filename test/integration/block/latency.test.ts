/** How long requests took, and where, held against fio's own account and against what a device can hold. */
import { expect, it } from 'vitest';
import { latencyOf, sumOf as sumOfAsked } from '../../../src/model/asked.ts';
import type { DiskEntry, Sample } from '../../../src/sample/sample.ts';
import { deviceEntries, diskEntries, sumOf } from '../../support/block/asked.ts';
import { readAtRandom } from '../../support/block/fio-latency.ts';
import { setScheduler, slowDisk } from '../../support/block/slow-disk.ts';
import { BLOCK_NEEDS, watchBlocks } from '../../support/block/watching.ts';
import { describeWith } from '../../support/test-run/requires.ts';

const DEPTH = 32;
/** Requests that a loop device takes at once: its driver's hw_queue_depth. */
const TAKEN_AT_ONCE = 128;

/** The samples in whose whole interval the load ran. */
const steady = (samples: readonly Sample[], device: string, pid: number): readonly Sample[] => {
  const busy = samples.filter(
    (sample) =>
      sumOf(
        diskEntries([sample], device, ({ tgid }) => tgid === pid),
        'reads',
      ) > 0,
  );
  return busy.slice(1, -1);
};

/** Requests in the queue, and in the device, on average. */
const inFlight = (samples: readonly Sample[], entries: readonly DiskEntry[]) => {
  const time = samples.reduce((sum, { startedAt, endedAt }) => sum + (endedAt - startedAt), 0);
  return {
    queue: sumOf(entries, 'queueTime') / time,
    device: sumOf(entries, 'deviceTime') / time,
  };
};

/** fio's figure is less than what is shown and not less than half of it; but for the border, where fio hears of it later. */
const expectBelow = (ns: number, shown = 0): void => {
  expect(ns).toBeGreaterThanOrEqual((shown / 2) * 0.85);
  expect(ns).toBeLessThan(shown * 1.15);
};

describeWith([...BLOCK_NEEDS, 'fio', 'group-io'], 'how long requests took', () => {
  it(`is what fio says, and ${DEPTH} of ${DEPTH} are in flight`, async () => {
    // Slow enough that it does not matter when fio gets the processor to hear of it.
    const { path, device, enter } = slowDisk(200);
    const watching = await watchBlocks(0.5);
    const options = ['ioengine=libaio', `iodepth=${DEPTH}`, 'runtime=5'];
    const fio = await readAtRandom(path, options, enter);
    const samples = await watching.caughtUp();
    const during = steady(samples, device, fio.pid);
    const ofFio = diskEntries(during, device, ({ tgid }) => tgid === fio.pid);
    const { queue, device: taken } = inFlight(during, ofFio);
    expect((queue + taken) / DEPTH).toBeGreaterThan(0.9);
    expect((queue + taken) / DEPTH).toBeLessThan(1.1);
    // The device's own sum of the same times.
    const queued = deviceEntries(during, device).reduce((sum, one) => sum + one.queued, 0);
    const ours = sumOf(ofFio, 'queueTime') + sumOf(ofFio, 'deviceTime');
    expect(Math.abs(ours / queued - 1)).toBeLessThan(0.03);
    const all = sumOfAsked(diskEntries(samples, device, ({ tgid }) => tgid === fio.pid));
    expectBelow(fio.p50, latencyOf(all.latency, 0.5));
    expectBelow(fio.p99, latencyOf(all.latency, 0.99));
  });

  it('tells waiting in the queue from being served: a device holds no more than it takes', async () => {
    const { path, device, enter } = slowDisk(2000);
    setScheduler(device, 'mq-deadline');
    const watching = await watchBlocks(0.25);
    const seen = async (depth: number) => {
      const options = ['ioengine=libaio', `iodepth=${depth}`, 'runtime=2'];
      const fio = await readAtRandom(path, options, enter);
      const during = steady(await watching.caughtUp(), device, fio.pid);
      return inFlight(
        during,
        diskEntries(during, device, ({ tgid }) => tgid === fio.pid),
      );
    };
    const few = await seen(TAKEN_AT_ONCE / 2);
    const many = await seen(2 * TAKEN_AT_ONCE);
    expect(few.queue).toBeLessThan(0.1 * few.device);
    expect(many.device).toBeLessThan(1.1 * TAKEN_AT_ONCE);
    expect(many.queue).toBeGreaterThan(0.6 * TAKEN_AT_ONCE);
  });
});
