/**
 * Decodes the kernel's `struct taskstats`: I/O and delay accounting of one task.
 *
 * Source: include/uapi/linux/taskstats.h and Documentation/accounting/taskstats.rst. Field names are the kernel's. Byte
 * counters are truncated to the KiB by the kernel; the counts of system calls are masked the same way and useless, so they
 * are not here.
 */
import { ByteReader } from '../../lib/byte-reader.ts';
import { DecodeError } from '../../lib/errors.ts';
import { decodeCString } from '../../lib/text.ts';
import type { Bytes, Nanoseconds } from '../../lib/units.ts';
import { COMM_FIELD_LENGTH, taskstatsLayout } from './taskstats-layout.ts';

export type Taskstats = {
  readonly version: number;
  readonly acPid: number;
  readonly acPpid: number;
  /** Absent before version 12. */
  readonly acTgid: number | undefined;
  /** Real user id. */
  readonly acUid: number;
  readonly acNice: number;
  readonly acComm: string;
  /** Age on the monotonic clock. */
  readonly acEtime: Nanoseconds;
  readonly cpuRunVirtualTotal: Nanoseconds;
  readonly readChar: Bytes;
  readonly writeChar: Bytes;
  readonly readBytes: Bytes;
  readonly writeBytes: Bytes;
  readonly cancelledWriteBytes: Bytes;
  /** 0 both for a task that never waited and for one without a delay record: see `hasDelays`. */
  readonly blkioDelayTotal: Nanoseconds;
  readonly swapinDelayTotal: Nanoseconds;
  /** The task certainly has a delay record, so that its zeros are zeros. */
  readonly hasDelays: boolean;
};

/**
 * @param payload the value of a TASKSTATS_TYPE_STATS attribute, host byte order; longer than its version is fine
 * @throws DecodeError when the version is too old or the payload too short for its version
 */
export const decodeTaskstats = (payload: Uint8Array): Taskstats => {
  const reader = new ByteReader(payload, 'taskstats');
  const version = reader.u16(0);
  const layout = taskstatsLayout(version);
  if (payload.length < layout.size) {
    throw new DecodeError(
      reader.format,
      payload.length,
      `version ${version} has ${layout.size} bytes, not ${payload.length}`,
    );
  }
  const nice = reader.u8(layout.acNice);
  return {
    version,
    acPid: reader.u32(layout.acPid),
    acPpid: reader.u32(layout.acPpid),
    acTgid: layout.acTgid === undefined ? undefined : reader.u32(layout.acTgid),
    acUid: reader.u32(layout.acUid),
    acNice: nice > 127 ? nice - 256 : nice,
    acComm: decodeCString(payload, layout.acComm, layout.acComm + COMM_FIELD_LENGTH),
    acEtime: (reader.u64(layout.acEtime) * 1000) as Nanoseconds,
    cpuRunVirtualTotal: reader.u64(layout.cpuRunVirtualTotal) as Nanoseconds,
    readChar: reader.u64(layout.readChar) as Bytes,
    writeChar: reader.u64(layout.writeChar) as Bytes,
    readBytes: reader.u64(layout.readBytes) as Bytes,
    writeBytes: reader.u64(layout.writeBytes) as Bytes,
    cancelledWriteBytes: reader.u64(layout.cancelledWriteBytes) as Bytes,
    blkioDelayTotal: reader.u64(layout.blkioDelayTotal) as Nanoseconds,
    swapinDelayTotal: reader.u64(layout.swapinDelayTotal) as Nanoseconds,
    hasDelays: layout.delayCounts.some((offset) => reader.u64(offset) > 0),
  };
};
