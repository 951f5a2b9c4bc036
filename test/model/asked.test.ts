import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nanoseconds } from '../../src/lib/units.ts';
import {
  askedOnce,
  busiestFirst,
  latencyOf,
  latencyOfAll,
  meanInFlight,
  meanLatency,
  requestSize,
  requestsOf,
  sumOf,
} from '../../src/model/asked.ts';
import type { DeviceKind, DiskEntry } from '../../src/sample/sample.ts';
import { diskEntry } from '../support/samples/asked.ts';

const count = fc.nat({ max: 1000 });

const latencies = fc
  .uniqueArray(fc.tuple(fc.nat({ max: 40 }), count, count), { selector: ([at]) => at })
  .map((buckets) =>
    buckets
      .sort(([a], [b]) => a - b)
      .map(([at, reads, writes]) => [2 ** at, reads, writes] as const),
  );

describe('what several devices were asked for', () => {
  it('is the sum of each figure and of each bucket', () => {
    const parts = [
      diskEntry('vda', { read: 1, reads: 2, deviceTime: 3, latency: [[64, 1]] }),
      diskEntry('sdb', {
        ...{ read: 4, writes: 5, deviceTime: 6 },
        latency: [
          [8, 1],
          [64, 2, 3],
        ],
      }),
    ];
    expect(sumOf(parts)).toMatchObject({
      ...{ read: 5, reads: 2, writes: 5, deviceTime: 9 },
      latency: [
        { below: 8, reads: 1, writes: 0 },
        { below: 64, reads: 3, writes: 3 },
      ],
    });
  });

  it('is nothing where there are none', () => expect(requestsOf(sumOf([]))).toBe(0));

  it('is of disks and loop devices where there are some: layers ask them for the same', () => {
    const [layer, loop, vda, unknown] = ['dm-0', 'loop0', 'vda', 'sdx'].map((name) =>
      diskEntry(name),
    ) as [DiskEntry, DiskEntry, DiskEntry, DiskEntry];
    const kinds = new Map<string, DeviceKind>([
      ['dm-0', 'layer'],
      ['loop0', 'loop'],
      ['vda', 'disk'],
    ]);
    const kindOf = (device: string) => kinds.get(device);
    expect(askedOnce([layer, loop, vda, unknown], kindOf)).toEqual([loop, vda, unknown]);
    expect(askedOnce([layer], kindOf)).toEqual([layer]);
  });
});

describe('how long requests took', () => {
  it('is told by the power of two that the last of a part of them stayed below', () => {
    fc.assert(
      fc.property(latencies, fc.double({ min: 0.01, max: 1, noNaN: true }), (buckets, part) => {
        const times = buckets.flatMap(([below, reads, writes]) =>
          new Array<number>(reads + writes).fill(below),
        );
        const { latency } = diskEntry('vda', { latency: buckets });
        const below = times[Math.ceil(part * times.length) - 1];
        expect(latencyOf(latency, part)).toBe(below);
      }),
    );
  });

  it('is of several devices what it is of their sum', () => {
    const disk = fc
      .tuple(latencies, fc.nat({ max: 9e9 }), fc.nat({ max: 9e9 }))
      .map(([latency, time, read]) =>
        diskEntry('vda', { latency, queueTime: time, deviceTime: 9, read, reads: read % 7 }),
      );
    const part = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(disk, { maxLength: 4 }), part, (parts, share) => {
        const sum = sumOf(parts);
        const second = nanoseconds(1e9);
        expect([
          ...[latencyOfAll(parts, share), meanLatency(parts)],
          ...[requestSize(parts), meanInFlight(parts, second)],
        ]).toEqual([
          ...[latencyOf(sum.latency, share), meanLatency([sum])],
          ...[requestSize([sum]), meanInFlight([sum], second)],
        ]);
      }),
    );
  });

  it('is on average the time of all over those completed, in whatever bucket', () => {
    const entry = diskEntry('vda', {
      queueTime: 600,
      deviceTime: 300,
      reads: 9,
      latency: [
        [256, 1, 1],
        [512, 1],
      ],
    });
    expect(meanLatency([entry])).toBe(300);
  });

  it('is unknown where none was completed', () => {
    const entry = diskEntry('vda', { reads: 3, queueTime: 0, deviceTime: 0, latency: [] });
    expect([meanLatency([entry]), latencyOf(entry.latency, 0.99)]).toEqual([undefined, undefined]);
  });
});

describe('requests', () => {
  it('are as large as the bytes asked for over how often they were', () => {
    const entry = diskEntry('vda', { read: 4096, write: 8192, reads: 1, writes: 2 });
    expect([requestsOf(entry), requestSize([entry])]).toEqual([3, 4096]);
  });

  it('have no size where there are none', () => {
    expect(requestSize([diskEntry('vda', { read: 0, reads: 0 })])).toBeUndefined();
  });

  it('are in flight for the part of the interval that they took together', () => {
    const entry = diskEntry('vda', { queueTime: 5e9, deviceTime: 3e9 });
    expect(meanInFlight([entry], nanoseconds(2e9))).toBe(4);
    expect(meanInFlight([entry], nanoseconds(0))).toBe(0);
  });
});

describe('the busiest device', () => {
  it('is the one asked for most bytes, then most often', () => {
    const disk = [
      diskEntry('sdb', { read: 1, write: 1, reads: 9 }),
      diskEntry('vda', { write: 3, writes: 1 }),
      diskEntry('sdc', { read: 2, reads: 10 }),
    ];
    expect(busiestFirst(disk).map(({ device }) => device)).toEqual(['vda', 'sdc', 'sdb']);
  });
});
