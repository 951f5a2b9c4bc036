import { describe, expect, it } from 'vitest';
import { type AskedDevice, AskedTotals } from '../../../src/model/totals/asked-totals.ts';
import type { DeviceEntry, TaskEntry } from '../../../src/sample/sample.ts';

const tasksOf = (...disks: readonly (readonly object[] | undefined)[]): readonly TaskEntry[] =>
  disks.map((disk, i) => ({ tid: i + 1, startedAt: 1, comm: 'x', disk }) as never);
const devicesOf = (...devices: readonly object[]): readonly DeviceEntry[] => devices as never;

const totalsOf = (
  intervals: readonly (readonly [tasks: readonly TaskEntry[], devices?: readonly DeviceEntry[]])[],
): readonly AskedDevice[] => {
  const totals = new AskedTotals();
  for (const [tasks, devices = []] of intervals) {
    totals.addTasks(tasks);
    totals.addOwners(devices);
    totals.learnKinds(devices);
  }
  return totals.result();
};

describe('what devices were asked for over a time', () => {
  it('adds up by device over tasks and intervals, the busiest first', () => {
    const [loop, disk] = [{ device: 'loop0' }, { device: 'vda' }];
    const devices = totalsOf([
      [tasksOf([{ ...loop, write: 5 }], [{ ...disk, read: 4, write: 3 }], undefined)],
      [tasksOf([{ ...disk, write: 2 }])],
    ]);
    expect(devices).toEqual([
      { name: 'vda', tasks: { read: 4, write: 5 }, owners: [] },
      { name: 'loop0', tasks: { read: 0, write: 5 }, owners: [] },
    ]);
  });

  it('tells owners that are no task apart, who asked for most first, and those who asked for nothing not at all', () => {
    const owners = (journal: number): readonly DeviceEntry[] =>
      devicesOf({
        name: 'vda',
        kind: 'disk',
        owners: [
          { owner: 'unknown', write: 1 },
          { owner: 'file-system', write: journal, read: 1 },
          { owner: 'swap-out', reads: 0 },
        ],
      });
    expect(
      totalsOf([
        [[], owners(4)],
        [[], owners(5)],
      ]),
    ).toEqual([
      {
        name: 'vda',
        kind: 'disk',
        tasks: { read: 0, write: 0 },
        owners: [
          { owner: 'file-system', read: 2, write: 9 },
          { owner: 'unknown', read: 0, write: 2 },
        ],
      },
    ]);
  });

  it('has how long requests took, over all intervals: the mean, and what 99 of 100 took less than', () => {
    const slow = { device: 'vda', queueTime: 3_000_000, deviceTime: 1_000_000 };
    const fast = { device: 'vda', deviceTime: 99_000, queueTime: 99_000 };
    const [device] = totalsOf([
      [tasksOf([{ ...slow, read: 1, latency: [{ below: 2 ** 22, reads: 1, writes: 1 }] }])],
      [
        tasksOf([{ ...fast, latency: [{ below: 4096, reads: 190, writes: 8 }] }]),
        devicesOf({
          name: 'vda',
          owners: [
            { owner: 'unknown', read: 1, deviceTime: 500, latency: [{ below: 1024, reads: 1 }] },
          ],
        }),
      ],
    ]);
    expect(device?.tasks).toEqual({ read: 1, write: 0, meanLatency: 20_990, p99: 4096 });
    expect(device?.owners).toEqual([
      { owner: 'unknown', read: 1, write: 0, meanLatency: 500, p99: 1024 },
    ]);
  });

  it('leaves out devices that nobody asked for bytes', () => {
    const disk = [{ device: 'vda', discard: 4096, writes: 1 }];
    expect(totalsOf([[tasksOf(disk, []), devicesOf({ name: 'vdb', kind: 'disk' })]])).toEqual([]);
  });

  it('keeps every sum however many names come', () => {
    const many = Array.from({ length: 5000 }, (_, i) => [{ device: `x${i}`, read: 1 }]);
    const devices = totalsOf([[tasksOf(...many)]]);
    expect(devices.length).toBeLessThanOrEqual(4097);
    expect(devices[0]?.name).toBe('(other devices)');
    expect(devices.reduce((sum, { tasks }) => sum + tasks.read, 0)).toBe(5000);
  });
});
