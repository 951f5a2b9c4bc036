import { expect, it } from 'vitest';
import { tookByDevice } from '../../../src/model/devices/latency.ts';
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
  expect(took.get('vda')).toEqual([of(1024, 4, 1), of(4096, 0, 9)]);
});
