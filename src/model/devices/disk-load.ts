/** What one disk did in an interval, as people ask for it. */
import { defined } from '../../lib/defined.ts';
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
  /** Absent: nothing ended, or nobody counted. */
  readonly slower?: WayTime;
  /** Requests in queue and device, on average. Absent: none ended though some were there, for the kernel counts them as they end. */
  readonly inFlight?: number;
};

/** Mean time of the reads or writes that ended, from queue to end. */
export type WayTime = {
  readonly way: 'read' | 'write';
  readonly time: Nanoseconds;
  readonly requests: number;
};

/**
 * Whether it is a device that bytes end in: a whole disk, or memory (zram, a ram disk). Partitions, layers and loop devices count once
 * more what these do; of devices in old recordings nobody knows.
 */
export const isDisk = ({ kind }: DeviceEntry): boolean => kind === 'disk' || kind === 'memory';

/** @param entry undefined: it did nothing */
export const loadOf = (entry: DeviceEntry | undefined, interval: Nanoseconds): DiskLoad => {
  if (entry === undefined) return IDLE;
  const { readBytes, writeBytes, reads, writes, busy, queued } = entry;
  return {
    read: bytesPerSecond(readBytes, interval),
    write: bytesPerSecond(writeBytes, interval),
    busy: waitRatio(busy, interval),
    ...defined({ slower: slowerWay(entry) }),
    ...((reads + writes > 0 || busy === 0) && { inFlight: interval > 0 ? queued / interval : 0 }),
  };
};

/** Fewer say little: a journal's flush among thousands of reads. */
export const FEW_REQUESTS = 5;

/** Of reads and writes that which took longer: many fast reads would hide slow writes. One with few requests only where the other has few too. */
export const slowerWay = (disk: DeviceEntry): WayTime | undefined => {
  const ways = [
    { way: 'read', requests: disk.reads, time: readAwait(disk) },
    { way: 'write', requests: disk.writes, time: writeAwait(disk) },
  ] as const;
  const timed = ways.flatMap(({ time, ...way }) => (time === undefined ? [] : [{ ...way, time }]));
  const many = timed.filter(({ requests }) => requests >= FEW_REQUESTS);
  const [slower] = (many.length > 0 ? many : timed).sort((a, b) => b.time - a.time);
  return slower;
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
  inFlight: 0,
};
