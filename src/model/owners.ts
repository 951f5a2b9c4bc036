/** What the disks were asked for on behalf of owners that are no task. Of loop devices and layers it would count once more. */
import { bytes } from '../lib/units.ts';
import type { Increase, OwnerEntry, Sample } from '../sample/sample.ts';
import { sumOwners } from '../sample/sums.ts';
import { sumOf } from './asked.ts';

/** By owner, over all disks, in the order in which they first come. */
export const ownersIn = ({ system }: Pick<Sample, 'system'>): readonly OwnerEntry[] => {
  let sum: readonly OwnerEntry[] = [];
  for (const { kind = 'disk', owners = [] } of system.devices ?? [])
    if (kind === 'disk' && owners.length > 0) sum = sumOwners(sum, owners);
  return sum;
};

/** Of all these owners together. */
export const askedByOwners = (sample: Pick<Sample, 'system'>): Increase => {
  const { read = 0, write = 0 } = sumOf(ownersIn(sample));
  return { diskRead: bytes(read), diskWrite: bytes(write) };
};

/** Whether it is known of the sample who asked the disks for what: then it is of each of its tasks. */
export const isWatched = (sample: Pick<Sample, 'tasks' | 'system'>): boolean =>
  sample.tasks.some(({ diskWrite }) => diskWrite !== undefined) || ownersIn(sample).length > 0;
