/**
 * What the disks moved beside what tasks were charged.
 *
 * The two differ for good reasons (docs/accounting.md): a write is charged when a page is dirtied and moved when a kworker
 * writes it back, perhaps a minute later; a read of swap or of a file system's own blocks is charged to whoever asked. The difference is
 * shown with its sign rather than hidden.
 */
import { type Bytes, nanoseconds } from '../../lib/units.ts';
import type { Sample } from '../../sample/sample.ts';
import { type Flow, flowOf } from '../view/amount.ts';
import { addInto, type MutableIncrease } from './increase.ts';

/** Positive: moved, but charged to nobody. Negative: charged, but not moved (yet). */
export type Unattributed = { readonly read: Flow; readonly write: Flow };

/** Over all tasks of the sample. @returns undefined when what the disks moved is unknown */
export const unattributedOf = (sample: Sample): Unattributed | undefined => {
  const { blockRead, blockWrite } = sample.system;
  if (blockRead === undefined || blockWrite === undefined) return undefined;
  const charged: MutableIncrease = {};
  for (const entry of sample.tasks) addInto(charged, entry);
  const interval = nanoseconds(sample.endedAt - sample.startedAt);
  return {
    read: flowOf((blockRead - (charged.read ?? 0)) as Bytes, interval),
    // Not cut off at zero: what is cancelled now was charged before, and the seconds add up.
    write: flowOf(
      (blockWrite - (charged.write ?? 0) + (charged.cancelledWrite ?? 0)) as Bytes,
      interval,
    ),
  };
};
