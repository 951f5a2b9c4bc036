/**
 * Where the fields of `struct taskstats` lie, by version.
 *
 * Source: include/uapi/linux/taskstats.h of each kernel. The struct grew at its end from version 4 (2.6.20) to 14; version 15
 * (6.14) put a maximum and a minimum behind each delay, in the middle; version 16 (6.15, and 6.14.9) moved those
 * to the end and everything else back; version 17 (2026) appended the moment of each maximum. Later versions may only append: they are read as 17.
 */
import { DecodeError } from '../../../lib/errors.ts';

/** Byte offsets from the start of the struct; undefined where the version has no such field. */
export type TaskstatsLayout = {
  /** Bytes the struct must at least have. */
  readonly size: number;
  readonly blkioDelayTotal: number;
  readonly swapinDelayTotal: number;
  /** CPU time, ns; filled in whether or not delay accounting is on. */
  readonly cpuRunVirtualTotal: number;
  readonly acComm: number;
  readonly acUid: number;
  readonly acPid: number;
  readonly acPpid: number;
  /** Age, µs, on the monotonic clock. */
  readonly acEtime: number;
  readonly readChar: number;
  readonly writeChar: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly cancelledWriteBytes: number;
  readonly acTgid: number | undefined;
  /** Counts that only rise for a task that has a delay record. */
  readonly delayCounts: readonly number[];
};

const OLDEST = 4;

/** Bytes of the struct, from version 4 to 17. */
const SIZES = [272, 288, 312, 328, 328, 344, 352, 368, 400, 416, 432, 560, 560, 688];

const COMMON = {
  blkioDelayTotal: 40,
  swapinDelayTotal: 56,
  cpuRunVirtualTotal: 72,
  acComm: 80,
  acUid: 120,
  acPid: 128,
  acPpid: 132,
  acEtime: 144,
  readChar: 216,
  writeChar: 224,
  readBytes: 248,
  writeBytes: 256,
  cancelledWriteBytes: 264,
} as const;

const VERSION_15 = {
  blkioDelayTotal: 56,
  swapinDelayTotal: 88,
  cpuRunVirtualTotal: 120,
  acComm: 128,
  acUid: 168,
  acPid: 176,
  acPpid: 180,
  acEtime: 192,
  readChar: 264,
  writeChar: 272,
  readBytes: 296,
  writeBytes: 304,
  cancelledWriteBytes: 312,
  acTgid: 464,
  delayCounts: [48, 80, 360, 392, 432, 496, 528],
} as const;

/** Offset of each count in the versions that appended, with the version that brought it: blkio, swapin, freepages, thrashing, compact, wpcopy, irq. */
const COUNTS: readonly (readonly [since: number, offset: number])[] = [
  [4, 32],
  [4, 48],
  [7, 312],
  [9, 328],
  [11, 352],
  [13, 400],
  [14, 416],
];

/** @param version the struct's first field @throws DecodeError when the version is older than 4 (Linux 2.6.20) */
export const taskstatsLayout = (version: number): TaskstatsLayout => {
  if (version < OLDEST) {
    throw new DecodeError('taskstats', 0, `version ${version} is older than ${OLDEST}`);
  }
  const size = SIZES[Math.min(version - OLDEST, SIZES.length - 1)] as number;
  if (version === 15) return { size, ...VERSION_15 };
  return {
    ...COMMON,
    size,
    acTgid: version >= 12 ? 368 : undefined,
    delayCounts: COUNTS.filter(([since]) => version >= since).map(([, offset]) => offset),
  };
};
