/** What the answer can say. */
import type { Bytes, BytesPerSecond, Nanoseconds, Ratio } from '../../lib/units.ts';
import type { OwnerEntry } from '../../sample/sample.ts';
import type { Way, Who } from './movers.ts';

export type Clause =
  /**
   * Who moved most. Without `share`: not every task was seen; or, with `rest`, it moved nearly all that tasks did, and what the disks moved
   * besides, at most as much, is by no task. `isAsked`: the rate is of what the disks were asked for, and they did not do as much in the interval.
   * `isHeldBack`: a limit of its control group lets it have no more. `isSmall`: its way is a small part of what is moved, so a share would mislead.
   */
  | {
      readonly kind: 'moves';
      readonly way: Way;
      readonly who: Who;
      readonly rate: BytesPerSecond;
      readonly share?: Ratio;
      readonly rest?: 'swapping' | 'uncharged';
      readonly isAsked?: true;
      readonly isHeldBack?: true;
      readonly isSmall?: true;
    }
  /** What the disks were asked for on behalf of nobody who is a task. */
  | {
      readonly kind: 'owner';
      readonly way: Way;
      readonly owner: OwnerEntry['owner'];
      readonly rate: BytesPerSecond;
      readonly share: Ratio;
      readonly isAsked?: true;
      readonly isSmall?: true;
    }
  /** The most of what the disks moved, by no task of the sample. */
  | {
      readonly kind: 'besides';
      readonly way: Way;
      readonly rate: BytesPerSecond;
      /**
       * `unseen`: not every task was seen, `denied`: for want of rights. `uncharged`: every one was. `earlier`: the disks were asked for it
       * before the interval.
       */
      readonly by: 'write-back' | 'swapping' | 'unseen' | 'denied' | 'uncharged' | 'earlier';
    }
  /** Who was charged for much more than the disks were asked to write for it. `unwritten`: of which they were asked for nothing. */
  | {
      readonly kind: 'dirties';
      readonly who: Who;
      readonly rate: BytesPerSecond;
      readonly unwritten?: true;
    }
  /** Who had disks discard what they hold (TRIM); without `who` nobody knows, and it is a disk of this name. */
  | {
      readonly kind: 'discards';
      readonly who?: Who;
      readonly name: string;
      readonly rate: BytesPerSecond;
    }
  /** Who waited for over half of the interval. */
  | {
      readonly kind: 'slowed';
      readonly who: Who;
      readonly share: Ratio;
      readonly isHeldBack?: true;
    }
  /** Who has waited longest, the whole interval at least; and how many other programs have waited as much as that. */
  | {
      readonly kind: 'waits';
      readonly who: Who;
      readonly wait: Nanoseconds;
      /** It waited before iotop looked. */
      readonly isAtLeast: boolean;
      readonly others: number;
    }
  /** The busiest disk. `slow`: how long its reads or writes take, on average, where that is long. */
  | {
      readonly kind: 'busy';
      readonly name: string;
      readonly busy: Ratio;
      readonly slow?: { readonly way: Way; readonly time: Nanoseconds };
    }
  /** Nothing to say. `nobody-seen`: what the disks moved is unknown. `backlog`: what waits to be written, where that is much. */
  | { readonly kind: 'quiet'; readonly what: 'disk' | 'nobody-seen'; readonly backlog?: Bytes };

/** Bytes a second below which nobody asks. */
export const NOTABLE = 100 * 1024;
/** From here on a wait is a fault, and comes first; nanoseconds. */
export const LONG_WAIT = 10e9;
