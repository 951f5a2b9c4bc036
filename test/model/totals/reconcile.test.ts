import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytes, nanoseconds } from '../../../src/lib/units.ts';
import { otherDevicesOf, unattributedOf } from '../../../src/model/totals/reconcile.ts';
import type { DeviceEntry, DeviceKind } from '../../../src/sample/sample.ts';
import { sampleOf } from '../../support/samples/samples.ts';

const system = (read: number, write: number) => ({
  blockRead: bytes(read),
  blockWrite: bytes(write),
});

it('what the disks moved and nobody was charged for is positive', () => {
  const sample = sampleOf({
    tasks: [
      { tid: 1, read: 30 },
      { tid: 2, write: 5 },
    ],
    system: system(100, 25),
  });
  expect(unattributedOf(sample)).toMatchObject({ read: { bytes: 70 }, write: { bytes: 20 } });
});

it('what was charged and has not moved yet is negative', () => {
  const sample = sampleOf({ tasks: [{ tid: 1, write: 500 }], system: system(0, 0) });
  expect(unattributedOf(sample)).toMatchObject({ write: { bytes: -500, rate: -500 } });
});

it('what a task cancels makes no write-back of what others write', () => {
  const tasks = [
    { tid: 1, write: 55 },
    { tid: 2, cancelledWrite: 400 },
    { tid: 3, write: 70, cancelledWrite: 60 },
  ];
  expect(unattributedOf(sampleOf({ tasks, system: system(0, 40) }))?.write.bytes).toBe(-25);
});

it('is never more than the disks moved, whatever was cancelled', () => {
  const amounts = fc.record({ read: fc.nat(99), write: fc.nat(99), cancelledWrite: fc.nat(999) });
  fc.assert(
    fc.property(fc.array(amounts), fc.nat(99), (some, moved) => {
      const tasks = some.map((each, index) => ({ tid: index + 1, ...each }));
      const rest = unattributedOf(sampleOf({ tasks, system: system(moved, moved) }));
      expect(rest?.write.bytes).toBeLessThanOrEqual(moved);
    }),
  );
});

it('is unknown where the disks are', () => {
  expect(unattributedOf(sampleOf({ system: { blockRead: bytes(1) } }))).toBeUndefined();
});

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
