/**
 * The difference between what the disks moved and what tasks were charged.
 *
 * The two differ for good reasons (docs/accounting.md): a write is charged when a page is dirtied, and moved when a kworker
 * writes it back, perhaps a minute later. The difference is shown with its sign.
 */
import { type Bytes, nanoseconds } from '../../lib/units.ts';
import type { Sample } from '../../sample/sample.ts';
import { type Amount, amountOf } from '../view/amount.ts';
import { addInto, type MutableIncrease } from './increase.ts';

/** Positive: moved, but charged to nobody. Negative: charged, but not moved (yet). */
export type Unattributed = { readonly read: Amount; readonly write: Amount };

/** Over all tasks of the sample. @returns undefined when what the disks moved is unknown */
export const unattributedOf = (sample: Sample): Unattributed | undefined => {
  const { blockRead, blockWrite } = sample.system;
  if (blockRead === undefined || blockWrite === undefined) return undefined;
  const charged: MutableIncrease = {};
  for (const entry of sample.tasks) addInto(charged, entry);
  const interval = nanoseconds(sample.endedAt - sample.startedAt);
  return {
    read: amountOf((blockRead - (charged.read ?? 0)) as Bytes, interval),
    // May be negative: what is cancelled now was charged before. So the seconds add up.
    write: amountOf(
      (blockWrite - (charged.write ?? 0) + (charged.cancelledWrite ?? 0)) as Bytes,
      interval,
    ),
  };
};
