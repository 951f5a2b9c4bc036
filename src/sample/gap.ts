/** What could not be seen, and why: a monitor that lost something must report it. */

/** What is missing when a capability is. */
export const CAPABILITIES = [
  /** Tasks that ended between two looks. */
  'exits',
  /** The time tasks wait for block I/O. */
  'io-wait',
  /** The time tasks wait for swap. */
  'swap-wait',
  /** The I/O of other users' tasks. */
  'other-users',
  /** The tasks hidden from us by /proc's hidepid. */
  'hidden-tasks',
  /** Tasks that whoever asked did not choose. */
  'unchosen-tasks',
  /** Process 1, where the kernel shields it. */
  'process-1',
  /** The control groups of tasks. */
  'cgroup',
  /** What the disks moved, apart from the rest of the block layer. */
  'disks',
  /** What the block layer was asked for, and by whom. */
  'block',
  /** Who dirtied the pages that are written back. */
  'dirtiers',
  /** How long requests take. */
  'request-times',
  /** The machine's own counters. */
  'system',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

export type Gap =
  /** Exits whose records the kernel dropped because our buffer was full; their I/O is not in the sample. */
  | { readonly kind: 'exits-lost'; readonly count: number }
  /** Bytes that devices were asked for and that are in no owner's figures: the kernel had no more room to note them, or the device is gone. */
  | { readonly kind: 'asked-lost'; readonly count: number }
  /** Living tasks whose counters we may not read. */
  | { readonly kind: 'tasks-denied'; readonly count: number }
  /** Living tasks whose reply did not come or could not be decoded. */
  | { readonly kind: 'tasks-unread'; readonly count: number; readonly reason: string }
  /** A figure whose kernel counter fell or jumped beyond what is possible, and which was therefore discarded. */
  | { readonly kind: 'figures-discarded'; readonly count: number }
  /** Something that is shown but may be wrong on this machine; `remedy` as below. */
  | {
      readonly kind: 'doubtful';
      readonly what: Capability;
      readonly reason: string;
      readonly remedy: string;
    }
  /** Something this engine cannot give on this machine; `remedy` is what to type, or '' when nothing helps. */
  | {
      readonly kind: 'unavailable';
      readonly what: Capability;
      readonly reason: string;
      readonly remedy: string;
    };

export const GAP_KINDS = [
  'exits-lost',
  'asked-lost',
  'tasks-denied',
  'tasks-unread',
  'figures-discarded',
  'doubtful',
  'unavailable',
] as const satisfies readonly Gap['kind'][];
