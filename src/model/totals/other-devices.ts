/**
 * What devices other than disks moved: loop devices, zram and ram disks, and layers on other devices.
 *
 * Tasks are charged for it, so it is in Total. It is not in Current: the disks did not move it, or count it under their own names.
 * So it explains the difference.
 */
import { nanoseconds } from '../../lib/units.ts';
import type { DeviceEntry, Sample } from '../../sample/sample.ts';
import { type Amount, amountOf } from '../view/amount.ts';

export type OtherDevice = { readonly name: string; readonly read: Amount; readonly write: Amount };

/** The busiest first. Partitions are left out: their disks count them. */
export const otherDevicesOf = ({ system, startedAt, endedAt }: Sample): readonly OtherDevice[] => {
  const interval = nanoseconds(endedAt - startedAt);
  return (system.devices ?? [])
    .filter(isOther)
    .sort((a, b) => movedBy(b) - movedBy(a))
    .map(({ name, readBytes, writeBytes }) => ({
      name,
      read: amountOf(readBytes, interval),
      write: amountOf(writeBytes, interval),
    }));
};

const isOther = (device: DeviceEntry): boolean => {
  const { kind = 'disk' } = device;
  return kind !== 'disk' && kind !== 'partition' && movedBy(device) > 0;
};

const movedBy = ({ readBytes, writeBytes }: DeviceEntry): number => readBytes + writeBytes;
