/** What the disks were asked for on behalf of owners that are no task, and what such owners are called. */
import { bytes } from '../lib/units.ts';
import { COUNTED_KINDS } from '../sample/asked-fields.ts';
import type { DeviceEntry, DiskEntry, Increase, OwnerEntry, Sample } from '../sample/sample.ts';
import { sumOwners } from '../sample/sums.ts';
import { sumOf } from './asked.ts';

export type Owner = OwnerEntry['owner'];

type Asking = Pick<Sample, 'tasks' | 'system'>;

/**
 * By owner, over all disks and loop devices, in the order in which they first come. What loop devices ask the disks for counts only as far as it is
 * more than they were asked for themselves in the interval: the rest is counted for those who asked them.
 */
export const ownersIn = (sample: Asking): readonly OwnerEntry[] => {
  let sum: readonly OwnerEntry[] = [];
  for (const { owners } of countedIn(sample)) if (owners.length > 0) sum = sumOwners(sum, owners);
  return sum.flatMap((entry) => {
    if (entry.owner !== 'loop-device') return entry;
    const { read = 0, write = 0 } = askedOfLoops(sample);
    const left = {
      read: bytes(Math.max(0, (entry.read ?? 0) - read)),
      write: bytes(Math.max(0, (entry.write ?? 0) - write)),
    };
    return left.read + left.write > 0 ? { ...entry, ...left } : [];
  });
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

/** Of layers it would count once more what the devices below do; where samples are kept to a layer, that is all there is. */
const countedIn = ({ system: { devices = [] } }: Asking): readonly Counted[] => {
  const is = (kinds: readonly string[]): readonly DeviceEntry[] =>
    devices.filter(({ kind = 'disk' }) => kinds.includes(kind));
  const whole = is(COUNTED_KINDS);
  return (whole.length > 0 ? whole : is(['layer'])).map(({ name, owners = [] }) => ({
    name,
    owners,
  }));
};

/** By tasks and owners; those that sit on loop devices are among them on both sides, and count for nothing. */
const askedOfLoops = ({ tasks, system: { devices = [] } }: Asking) => {
  const loops = devices.filter(({ kind }) => kind === 'loop');
  const names = new Set(loops.map(({ name }) => name));
  return sumOf([
    ...tasks.flatMap(({ disk = [] }) => disk.filter(({ device }) => names.has(device))),
    ...countedIn({ tasks, system: { devices: loops } }).flatMap(({ owners }) => owners),
  ]);
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
    whole: 'pages dirtied before iotop began',
    short: 'pages from before iotop',
    says: (share) => `are ${share} of writing`,
    is: 'who dirtied them is not known',
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
