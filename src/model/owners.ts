/** What the disks were asked for on behalf of owners that are no task, and what such owners are called. */
import { bytes } from '../lib/units.ts';
import { COUNTED_KINDS } from '../sample/asked-fields.ts';
import type { DeviceEntry, DiskEntry, Increase, OwnerEntry, Sample } from '../sample/sample.ts';
import { sumOwners } from '../sample/sums.ts';
import { sumOf } from './asked.ts';

export type Owner = OwnerEntry['owner'];

type Asking = Pick<Sample, 'tasks' | 'system' | 'keptTo'>;

/** By owner, over all disks and loop devices, in the order in which they first come. */
export const ownersIn = (sample: Asking): readonly OwnerEntry[] => {
  let sum: readonly OwnerEntry[] = [];
  for (const { owners } of countedIn(sample)) if (owners.length > 0) sum = sumOwners(sum, owners);
  return sum;
};

/** Of one owner, by device. */
export const disksOfOwner = (sample: Asking, wanted: Owner): readonly DiskEntry[] =>
  countedIn(sample).flatMap(({ name, owners }) =>
    owners
      .filter(({ owner }) => owner === wanted)
      .map(({ owner: _, ...asked }) => ({ device: name, ...asked })),
  );

/** Of all these owners together. */
export const askedByOwners = (sample: Asking): Increase => increaseOf(sumOf(ownersIn(sample)));

/** As a task has it. */
export const increaseOf = ({
  read = bytes(0),
  write = bytes(0),
}: Partial<OwnerEntry>): Increase => ({
  diskRead: read,
  diskWrite: write,
});

/** Whether it is known of the sample who asked the disks for what: then it is of each of its tasks. */
export const isWatched = (sample: Asking): boolean =>
  sample.tasks.some(({ diskWrite }) => diskWrite !== undefined) || ownersIn(sample).length > 0;

type Counted = { readonly name: string; readonly owners: readonly OwnerEntry[] };

/**
 * Of layers it would count once more what the devices below do. So it would of loop devices, but that what they ask the disks for is an owner's of its own:
 * it was asked of them, perhaps in an interval before, and is counted there. It is counted here where samples are kept to the disk below, and not to them.
 */
const countedIn = ({ system: { devices = [] }, keptTo }: Asking): readonly Counted[] => {
  const isCounted = ({ name, kind = 'disk' }: DeviceEntry): boolean =>
    keptTo?.devices.has(name) ?? COUNTED_KINDS.includes(kind);
  return devices.filter(isCounted).map(({ name, owners = [] }) => ({
    name,
    owners:
      (keptTo?.belowLoops.has(name) ?? true)
        ? owners.filter(({ owner }) => owner !== 'loop-device')
        : owners,
  }));
};

type OwnerWords = {
  readonly whole: string;
  readonly short: string;
  /** What is said of their share where it is not `writes 40 %`. */
  readonly says?: (share: string, way: 'read' | 'write') => string;
  /** To one who would act on it. */
  readonly is: string;
};

export const OWNER_WORDS: Readonly<Record<Owner, OwnerWords>> = {
  'file-system': {
    whole: 'the file system itself',
    short: 'the file system',
    is: 'its journal and metadata',
  },
  'swap-out': {
    whole: 'swapping out',
    short: 'swapping out',
    is: 'memory that the kernel moves to swap',
  },
  'before-iotop': {
    whole: 'writes from before iotop began',
    short: 'writes before iotop',
    says: (share) => `are ${share} of what is written`,
    is: 'who made them is not known',
  },
  'raw-device': {
    whole: 'an unknown writer of the device itself',
    short: 'a raw writer',
    is: 'it wrote through the device file and is not known any more',
  },
  'loop-device': {
    whole: 'loop devices for who asks them',
    short: 'loop devices',
    says: (share, way) => `${way} ${share}`,
    is: 'what was asked of them earlier reaches the disk now',
  },
  unknown: {
    whole: 'an unknown owner',
    short: 'an unknown owner',
    is: 'nobody knows for whom it is written',
  },
};
