import { describe, expect, it } from 'vitest';
import { quantileOf, tookByDevice } from '../../../src/model/devices/latency.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { sampleOf } from '../../support/samples/samples.ts';

const of = (below: number, reads?: number, writes?: number) => ({
  below,
  ...(reads === undefined ? {} : { reads }),
  ...(writes === undefined ? {} : { writes }),
});

it('requests of all tasks and of owners that are none are added up by device', () => {
  const disk = (device: string, ...latency: readonly object[]) => ({ device, latency });
  const sample = sampleOf({
    tasks: [
      { tid: 1, disk: [disk('vda', of(1024, 3, 1)), disk('loop0', of(2048, 5))] as never },
      { tid: 2, disk: [disk('vda', of(1024, 1), of(4096, undefined, 2))] as never },
      { tid: 3 },
    ],
    system: {
      devices: [
        { name: 'vda', owners: [{ owner: 'file-system', latency: [of(4096, 0, 7)] }] },
        { name: 'vdb' },
      ],
    } as unknown as Sample['system'],
  });
  const took = tookByDevice(sample);
  expect([...took.keys()].sort()).toEqual(['loop0', 'vda']);
  expect([...(took.get('vda') ?? [])]).toEqual([
    [1024, 5],
    [4096, 9],
  ]);
});

describe('what a part of the requests took at most', () => {
  it.each([
    { share: 0.5, took: [of(1024, 50), of(4096, 50)], is: 768 },
    { share: 0.51, took: [of(1024, 50), of(4096, 50)], is: 3072 },
    { share: 0.99, took: [of(4096, 1), of(1024, 99)], is: 768 },
    { share: 0.99, took: [of(4096, 2), of(1024, 98)], is: 3072 },
    { share: 0.99, took: [of(1024, 1)], is: 768 },
    { share: 0.5, took: [of(512, 0), of(1024, 1)], is: 768 },
    { share: 0.5, took: [of(1024, 0)], is: undefined },
    { share: 0.5, took: [], is: undefined },
  ])('is the middle of its bucket: $share of $took', ({ share, took, is }) => {
    const counts = new Map(took.map(({ below, reads = 0 }) => [below, reads]));
    expect(quantileOf(counts, share)).toBe(is);
  });

  it('is unknown where nobody counted', () => {
    expect(quantileOf(undefined, 0.5)).toBeUndefined();
  });
});
