/** Who has disks discard what they hold (TRIM), which is neither read nor written. */
import { defined } from '../../lib/defined.ts';
import { type Bytes, bytesPerSecond, nanoseconds } from '../../lib/units.ts';
import type { Sample, TaskEntry } from '../../sample/sample.ts';
import type { Clause } from './clause.ts';
import { movementBy } from './movers.ts';

/** Bytes a second: who deletes files where that discards their blocks at once does less. */
const LARGE = 512 * 2 ** 20;
/** Times what is written: who overwrites files has as much discarded as it writes, which is no news. */
const BESIDE_WRITES = 4;
/** Of what was discarded: who asked for less is not who did it. */
const MOST = 0.5;

export const discarding = (
  sample: Sample,
): readonly Extract<Clause, { readonly kind: 'discards' }>[] => {
  const disks = (sample.system.devices ?? []).filter(({ kind }) => kind === 'disk');
  const names = new Set(disks.map(({ name }) => name));
  const askedBy = ({ disk = [] }: TaskEntry): number =>
    disk.reduce((sum, { device, discard = 0 }) => sum + (names.has(device) ? discard : 0), 0);
  const { most } = movementBy(sample.tasks, askedBy);
  const done = disks.reduce((sum, { discardBytes = 0 }) => sum + discardBytes, 0);
  const [first] = disks.sort((a, b) => (b.discardBytes ?? 0) - (a.discardBytes ?? 0));
  const written = disks.reduce((sum, { writeBytes = 0 }) => sum + writeBytes, 0);
  if (first === undefined || done < BESIDE_WRITES * written) return [];
  const isKnown = most !== undefined && most.bytes >= MOST * done;
  const amount = (isKnown ? most.bytes : done) as Bytes;
  const rate = bytesPerSecond(amount, nanoseconds(sample.endedAt - sample.startedAt));
  const who = isKnown ? most.who : undefined;
  return rate < LARGE ? [] : [{ kind: 'discards', name: first.name, rate, ...defined({ who }) }];
};
