/**
 * What our programs say of one task: a record of fixed layout, the same for a living task (from the iterator) and for one that ended.
 *
 * Little-endian, fields in the order below, no padding. A field that is all ones is unknown.
 */

/** Field and width in bytes, in order. */
const FIELDS = [
  ['tid', 4],
  ['tgid', 4],
  /** Boot clock, ns. */
  ['startedAt', 8],
  ['read', 8],
  ['write', 8],
  ['cancelledWrite', 8],
  ['readChars', 8],
  ['writeChars', 8],
  ['readCalls', 8],
  ['writeCalls', 8],
  /** I/O wait as a balance, see wait-balance.ts: the sum in ns; negative, the sum minus the start of the wait going on. */
  ['waited', 8],
  /** Boot clock, ns. Of a living task: when its last wait began; of an ended one: when it ended. */
  ['moment', 8],
  ['swapWait', 8],
  /** ns on a CPU. */
  ['runtime', 8],
  ['cgroup', 8],
  ['comm', 8],
  ['commRest', 8],
  /** Where the kernel keeps the task: its own for life, while exec by a thread hands tid and start on. */
  ['address', 8],
  ['uid', 4],
  ['ioPriority', 4],
  ['state', 4],
  ['exitState', 4],
  /** What kind of task it is: see KERNEL_THREAD. */
  ['flags', 4],
] as const;

export type RecordField = (typeof FIELDS)[number][0];

/** Offset of each field. */
export const RECORD = Object.fromEntries(
  FIELDS.map(([name], i) => [name, FIELDS.slice(0, i).reduce((sum, [, width]) => sum + width, 0)]),
) as Readonly<Record<RecordField, number>>;

/** Set in the `flags` of a thread of the kernel itself. Source: PF_KTHREAD, include/linux/sched.h */
export const KERNEL_THREAD = 0x0020_0000;

export const FIELD_WIDTH = Object.fromEntries(FIELDS) as Readonly<Record<RecordField, 4 | 8>>;

/** Bytes of a record; a multiple of 4. */
export const RECORD_LENGTH = FIELDS.reduce((sum, [, width]) => sum + width, 0);

/** A living task that has not run since it was last told of: its tid, then a word no tgid is. Bytes of both; a multiple of 4. */
export const UNCHANGED_LENGTH = 8;
export const UNCHANGED = 0xffff_ffff;
