import { describe, expect, it } from 'vitest';
import { bytes, nanoseconds } from '../../../src/lib/units.ts';
import { MachineTotals } from '../../../src/model/range/machine-totals.ts';
import type { DeviceEntry, Sample, SystemEntry } from '../../../src/sample/sample.ts';
import { diskOf } from '../../support/samples/disks.ts';
import { sampleOf } from '../../support/samples/samples.ts';

const device = (fields: Partial<DeviceEntry>): DeviceEntry =>
  diskOf('vda', { readTime: undefined, writeTime: undefined, ...fields });

const rangeOf = (...systems: readonly SystemEntry[]) => totalsOf(...systems.map(sampleWith));
const sampleWith = (system: SystemEntry, index: number): Sample => sampleOf({ index, system });
const totalsOf = (...samples: readonly Sample[]) => {
  const totals = new MachineTotals();
  for (const sample of samples) totals.add(sample);
  return totals.result();
};

describe('the machine over a time', () => {
  it('has of each disk how busy it was, and the mean time of its requests, weighed by how many there were', () => {
    const slow = { writes: 30, writeTime: nanoseconds(30 * 36e6), busy: nanoseconds(9e8) };
    const fast = {
      reads: 10,
      readTime: nanoseconds(10e6),
      writes: 10,
      writeTime: nanoseconds(4e6),
    };
    const { diskLoads } = rangeOf(
      { devices: [device({ name: 'sdb', reads: 1, busy: nanoseconds(1e6) }), device(slow)] },
      { devices: [device({ ...fast, busy: nanoseconds(1e8) })] },
    );
    expect(diskLoads).toEqual([
      { name: 'vda', busy: 0.5, readAwait: 1e6, writeAwait: Math.round((30 * 36e6 + 4e6) / 40) },
      { name: 'sdb', busy: 0.0005 },
    ]);
  });

  it('counts no disk twice: partitions and layers are in it, unless they were asked for', () => {
    const layer = device({ name: 'dm-0', kind: 'layer', reads: 5, busy: nanoseconds(5e8) });
    expect(rangeOf({ devices: [layer] }).diskLoads).toEqual([]);
    const kept = {
      ...sampleOf({ system: { devices: [layer] } }),
      keptTo: { devices: new Set(['dm-0']), belowLoops: new Set<string>() },
    };
    expect(totalsOf(kept).diskLoads).toEqual([{ name: 'dm-0', busy: 0.5 }]);
  });

  it('stalled for a part of the time that is known, and has no such part where none is', () => {
    const pressure = (seconds: number) => ({ pressure: { ioSome: nanoseconds(seconds * 1e9) } });
    expect(rangeOf(pressure(0.5), pressure(0.1), {}).stalled).toBeCloseTo(0.3);
    expect(rangeOf(pressure(0)).stalled).toBe(0);
    expect(rangeOf({}, { pressure: {} })).not.toHaveProperty('stalled');
  });

  it('moved what its disks did, as far as it is known', () => {
    expect(rangeOf({ blockRead: bytes(5) }, { blockRead: bytes(7) }, {}).disks).toEqual({
      read: 12,
    });
  });
});
