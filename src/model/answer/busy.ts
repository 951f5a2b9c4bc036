/** Which disk is the busiest, and whether it is slow. */
import { defined } from '../../lib/defined.ts';
import { nanoseconds, waitRatio } from '../../lib/units.ts';
import type { DeviceEntry, Sample } from '../../sample/sample.ts';
import { FEW_REQUESTS, slowerWay } from '../devices/disk-load.ts';
import type { Clause } from './clause.ts';

type Busy = Extract<Clause, { readonly kind: 'busy' }>;

/** Of whole disks. A device of unknown kind may be a part of one. @param least a share of the interval: one less busy is not told of */
export const busiest = (sample: Sample, least: number): readonly Busy[] => {
  const disks = (sample.system.devices ?? []).filter(({ kind }) => kind === 'disk');
  const [first] = disks.sort((a, b) => b.busy - a.busy);
  if (first === undefined) return [];
  const busy = waitRatio(first.busy, nanoseconds(sample.endedAt - sample.startedAt));
  const slow = slowOf(first);
  return busy < least ? [] : [{ kind: 'busy', name: first.name, busy, ...defined({ slow }) }];
};

/** Longer than a disk that turns takes to find a place: requests wait for each other. */
const SLOW = 20e6;

const slowOf = (disk: DeviceEntry): Busy['slow'] => {
  const slower = slowerWay(disk);
  if (slower === undefined || slower.time < SLOW || slower.requests < FEW_REQUESTS)
    return undefined;
  return { way: slower.way, time: slower.time };
};
