/**
 * The difference between what the disks moved and what tasks were charged, and the devices that explain a part of it.
 *
 * The two differ for good reasons (docs/accounting.md): a write is charged when a page is dirtied, and moved when a kworker
 * writes it back, perhaps a minute later. The difference is shown with its sign.
 */
import { type Bytes, bytes, nanoseconds } from '../../lib/units.ts';
import type { DeviceEntry, Sample } from '../../sample/sample.ts';
import { type Amount, amountOf } from '../view/amount.ts';
import type { Charged } from './charged-twice.ts';
import { netWrite } from './increase.ts';

const NOTHING: Charged = { read: bytes(0), write: bytes(0) };

/** Positive: moved, but charged to nobody. Negative: charged, but not moved (yet, or cancelled since). */
export type Unattributed = { readonly read: Amount; readonly write: Amount };

/** Over all tasks of the sample. @param twice what was charged twice and counts once @returns undefined when what the disks moved is unknown */
export const unattributedOf = (
  sample: Sample,
  twice: Charged = NOTHING,
): Unattributed | undefined => {
  const { blockRead, blockWrite } = sample.system;
  if (blockRead === undefined || blockWrite === undefined) return undefined;
  const charged = { read: -twice.read, write: -twice.write };
  for (const entry of sample.tasks) {
    charged.read += entry.read ?? 0;
    // Task by task: what one cancels now another may have written long ago.
    charged.write += netWrite(entry) ?? 0;
  }
  const interval = nanoseconds(sample.endedAt - sample.startedAt);
  return {
    read: amountOf((blockRead - charged.read) as Bytes, interval),
    write: amountOf((blockWrite - charged.write) as Bytes, interval),
  };
};

/**
 * What a device other than a disk moved: a loop device, zram, a ram disk, a layer on other devices.
 *
 * Tasks are charged for it, so it is in Total. It is not in Current: the disks did not move it, or count it under their own names.
 * So it explains the difference.
 */
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
