/** What one disk did in an interval, as people ask for it. */
import {
  type BytesPerSecond,
  bytesPerSecond,
  type Nanoseconds,
  nanoseconds,
  type Ratio,
  waitRatio,
} from '../../lib/units.ts';
import type { DeviceEntry } from '../../sample/sample.ts';

export type DiskLoad = {
  readonly read: BytesPerSecond;
  readonly write: BytesPerSecond;
  /** Share of the time in which a request was in flight. */
  readonly busy: Ratio;
  /** Reads and writes that ended. */
  readonly requests: number;
  /** Mean time of a read or write from queue to end. Absent: none ended, or nobody counted. */
  readonly latency?: Nanoseconds;
  /** Requests in queue and device, on average. Absent: none ended though some were there, for the kernel counts them as they end. */
  readonly inFlight?: number;
};

/**
 * Whether it is a device that bytes end in: a whole disk, or memory (zram, a ram disk). Partitions, layers and loop devices count once
 * more what these do; of devices in old recordings nobody knows.
 */
export const isDisk = ({ kind }: DeviceEntry): boolean => kind === 'disk' || kind === 'memory';

/** @param entry undefined: it did nothing */
export const loadOf = (entry: DeviceEntry | undefined, interval: Nanoseconds): DiskLoad => {
  if (entry === undefined) return IDLE;
  const { readBytes, writeBytes, reads, writes, busy, queued, readTime, writeTime } = entry;
  const requests = reads + writes;
  const isTimed = readTime !== undefined && writeTime !== undefined && requests > 0;
  return {
    read: bytesPerSecond(readBytes, interval),
    write: bytesPerSecond(writeBytes, interval),
    busy: waitRatio(busy, interval),
    requests,
    ...(isTimed && { latency: nanoseconds((readTime + writeTime) / requests) }),
    ...((requests > 0 || busy === 0) && { inFlight: interval > 0 ? queued / interval : 0 }),
  };
};

/** Mean time of a read from queue to end; undefined: none ended, or nobody counted. */
export const readAwait = ({ readTime, reads }: DeviceEntry): Nanoseconds | undefined =>
  meanOf(readTime, reads);

/** The same of a write. */
export const writeAwait = ({ writeTime, writes }: DeviceEntry): Nanoseconds | undefined =>
  meanOf(writeTime, writes);

const meanOf = (sum: Nanoseconds | undefined, count: number): Nanoseconds | undefined =>
  sum === undefined || count === 0 ? undefined : nanoseconds(sum / count);

const IDLE: DiskLoad = {
  read: 0 as BytesPerSecond,
  write: 0 as BytesPerSecond,
  busy: 0 as Ratio,
  requests: 0,
  inFlight: 0,
};
