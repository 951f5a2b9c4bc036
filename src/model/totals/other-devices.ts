/**
 * What moved in devices that are no disks: loop devices, zram and ram disks, and layers on other devices.
 *
 * It is charged to tasks like any I/O, so it is in Total; the disks did not move it, or move it once more under their own name,
 * so it is not in Current. Named, it explains the difference.
 */
import { nanoseconds } from '../../lib/units.ts';
import type { DeviceEntry, Sample } from '../../sample/sample.ts';
import { type Flow, flowOf } from '../view/amount.ts';

export type OtherDevice = { readonly name: string; readonly read: Flow; readonly write: Flow };

/** The busiest first; partitions are in their devices. */
export const otherDevicesOf = ({ system, startedAt, endedAt }: Sample): readonly OtherDevice[] => {
  const interval = nanoseconds(endedAt - startedAt);
  return (system.devices ?? [])
    .filter(isOther)
    .sort((a, b) => movedBy(b) - movedBy(a))
    .map(({ name, readBytes, writeBytes }) => ({
      name,
      read: flowOf(readBytes, interval),
      write: flowOf(writeBytes, interval),
    }));
};

const isOther = (device: DeviceEntry): boolean => {
  const { kind = 'disk' } = device;
  return kind !== 'disk' && kind !== 'partition' && movedBy(device) > 0;
};

const movedBy = ({ readBytes, writeBytes }: DeviceEntry): number => readBytes + writeBytes;
