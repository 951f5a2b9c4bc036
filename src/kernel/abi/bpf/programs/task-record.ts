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
  /** Where the kernel keeps the task. It never changes, while exec by a thread gives a task another tid and start. */
  ['address', 8],
  ['uid', 4],
  ['ioPriority', 4],
  ['state', 4],
  ['exitState', 4],
  /** The kernel's PF_ bits, such as PF_KTHREAD. */
  ['flags', 4],
  /** The process that started it, or whoever adopted it since; 0: none. */
  ['ppid', 4],
] as const;

export type RecordField = (typeof FIELDS)[number][0];

/** Offset of each field. */
export const RECORD = Object.fromEntries(
  FIELDS.map(([name], i) => [name, FIELDS.slice(0, i).reduce((sum, [, width]) => sum + width, 0)]),
) as Readonly<Record<RecordField, number>>;

export const FIELD_WIDTH = Object.fromEntries(FIELDS) as Readonly<Record<RecordField, 4 | 8>>;

/** Bytes of a record; a multiple of 4. */
export const RECORD_LENGTH = FIELDS.reduce((sum, [, width]) => sum + width, 0);

/** Where a record has its tgid: no task has this tid any more. The rest of such a record means nothing. */
export const GONE = 0xffff_ffff;
