import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nanoseconds } from '../../src/lib/units.ts';
import {
  busiestFirst,
  byDevice,
  latencyBelow,
  meanInFlight,
  meanLatency,
  requestSize,
  requestsOf,
  sumOf,
} from '../../src/model/asked.ts';
import { type AskedFields, diskEntry } from '../support/samples/asked.ts';

const count = fc.nat({ max: 1000 });

const latencies = fc
  .uniqueArray(fc.tuple(fc.nat({ max: 40 }), count, count), { selector: ([at]) => at })
  .map((buckets) =>
    buckets
      .sort(([a], [b]) => a - b)
      .map(([at, reads, writes]) => [2 ** at, reads, writes] as const),
  );

const figures: fc.Arbitrary<AskedFields> = fc.record(
  { read: count, write: count, reads: count, writes: count, queueTime: count, latency: latencies },
  { requiredKeys: [] },
);

const lists = fc.array(
  fc.uniqueArray(fc.tuple(fc.constantFrom('vda', 'sdb', 'loop0'), figures), {
    selector: ([device]) => device,
  }),
);

const listsOf = (parts: readonly (readonly (readonly [string, AskedFields])[])[]) =>
  parts.map((part) => part.map(([device, fields]) => diskEntry(device, fields)));

describe('what devices were asked for, added up', () => {
  it('has each device once, with the sum of every figure and of every bucket', () => {
    fc.assert(
      fc.property(lists, (parts) => {
        const given = listsOf(parts);
        const sums = byDevice(given) ?? [];
        expect(new Set(sums.map(({ device }) => device)).size).toBe(sums.length);
        for (const device of ['vda', 'sdb', 'loop0']) {
          const of = given.flat().filter((entry) => entry.device === device);
          const sum = sums.find((entry) => entry.device === device);
          for (const name of ['read', 'write', 'reads', 'writes', 'queueTime'] as const) {
            const known = of.flatMap((entry) => entry[name] ?? []);
            expect(sum?.[name]).toBe(
              known.length === 0 ? undefined : known.reduce((a: number, b) => a + b, 0),
            );
          }
          for (const way of ['reads', 'writes'] as const)
            for (let at = 0; at <= 40; at++) {
              const inBucket = (entry: (typeof of)[number]): number =>
                entry.latency?.find(({ below }) => below === 2 ** at)?.[way] ?? 0;
              expect(sum === undefined ? 0 : inBucket(sum)).toBe(
                of.reduce((all, entry) => all + inBucket(entry), 0),
              );
            }
        }
      }),
    );
  });

  it('has its buckets in order', () => {
    const entries = [
      diskEntry('vda', { latency: [[64, 1]] }),
      diskEntry('vda', { latency: [[8, 1]] }),
    ];
    expect(sumOf(entries).latency?.map(({ below }) => below)).toEqual([8, 64]);
  });

  it('changes nothing that it adds up', () => {
    const entry = diskEntry('vda', { read: 1, latency: [[8, 1]] });
    byDevice([[entry], [entry]]);
    expect(entry).toEqual(diskEntry('vda', { read: 1, latency: [[8, 1]] }));
  });

  it('is unknown where nobody has any', () => {
    expect(byDevice([undefined, undefined])).toBeUndefined();
  });
});

describe('how long requests took', () => {
  it('is told by the bucket in which the last of a part of them stands', () => {
    fc.assert(
      fc.property(latencies, fc.double({ min: 0.01, max: 1, noNaN: true }), (buckets, part) => {
        const times = buckets.flatMap(([below, reads, writes]) =>
          new Array<number>(reads + writes).fill(below),
        );
        const { latency } = diskEntry('vda', { latency: buckets });
        expect(latencyBelow(latency, part)).toBe(times[Math.ceil(part * times.length) - 1]);
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
    expect(meanLatency(entry)).toBe(300);
  });

  it('is unknown where none was completed', () => {
    const entry = diskEntry('vda', { reads: 3, queueTime: 0, deviceTime: 0, latency: [] });
    expect([meanLatency(entry), latencyBelow(entry.latency, 0.99)]).toEqual([undefined, undefined]);
  });
});

describe('requests', () => {
  it('are as large as the bytes asked for over how often they were', () => {
    const entry = diskEntry('vda', { read: 4096, write: 8192, reads: 1, writes: 2 });
    expect([requestsOf(entry), requestSize(entry)]).toEqual([3, 4096]);
  });

  it('have no size where there are none', () => {
    expect(requestSize(diskEntry('vda', { read: 0, reads: 0 }))).toBeUndefined();
  });

  it('are in flight for the part of the interval that they took together', () => {
    const entry = diskEntry('vda', { queueTime: 5e9, deviceTime: 3e9 });
    expect(meanInFlight(entry, nanoseconds(2e9))).toBe(4);
    expect(meanInFlight(entry, nanoseconds(0))).toBe(0);
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
