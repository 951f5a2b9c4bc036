import { expect, it } from 'vitest';
import { bytes, nanoseconds } from '../../../src/lib/units.ts';
import { otherDevicesOf } from '../../../src/model/totals/other-devices.ts';
import type { DeviceEntry, DeviceKind } from '../../../src/sample/sample.ts';
import { sampleOf } from '../../support/samples/samples.ts';

const device = (name: string, read: number, written: number, kind?: DeviceKind): DeviceEntry => ({
  id: '1:0',
  name,
  ...(kind !== undefined && { kind }),
  reads: 1,
  readBytes: bytes(read),
  writes: 1,
  writeBytes: bytes(written),
  busy: nanoseconds(1),
  queued: nanoseconds(1),
});

it('names what moved in devices that are no disks, the busiest first', () => {
  const devices = [
    device('sda', 9, 9, 'disk'),
    device('sda1', 9, 9, 'partition'),
    device('loop3', 1, 2, 'loop'),
    device('loop3p1', 1, 2, 'partition'),
    device('zram0', 5, 0, 'memory'),
    device('dm-0', 0, 4, 'layer'),
    device('ram0', 0, 0, 'memory'),
  ];
  expect(otherDevicesOf(sampleOf({ system: { devices } }))).toMatchObject([
    { name: 'zram0', read: { bytes: 5 }, write: { bytes: 0 } },
    { name: 'dm-0', read: { bytes: 0 }, write: { bytes: 4 } },
    { name: 'loop3', read: { bytes: 1 }, write: { bytes: 2 } },
  ]);
});

it('names none in a recording that does not know the kinds', () => {
  expect(otherDevicesOf(sampleOf({ system: { devices: [device('zram0', 5, 5)] } }))).toEqual([]);
});
