/**
 * What devices were asked for on somebody's behalf: sums, means, percentiles. Requests are counted when they are asked for, their times when they
 * are completed. Nothing asked for or completed has no mean: undefined.
 */
import { type Bytes, bytes, type Nanoseconds, nanoseconds } from '../lib/units.ts';
import { COUNTED_KINDS } from '../sample/asked-fields.ts';
import type { DeviceKind, DiskEntry, LatencyEntry } from '../sample/sample.ts';
import { sumAsked } from '../sample/sums.ts';

/** Of one owner at one device, or summed over several of either. */
export type Asked = Omit<DiskEntry, 'device'>;

/** How long requests took: ascending by `below`. */
export type Latency = readonly LatencyEntry[];

export const sumOf = (parts: readonly Asked[]): Asked =>
  parts.length === 0 ? {} : parts.reduce(sumAsked);

/** Those of which each byte is asked once; all where none is. @param kindOf undefined: unknown, and taken for a disk */
export const askedOnce = (
  disk: readonly DiskEntry[],
  kindOf: (device: string) => DeviceKind | undefined,
): readonly DiskEntry[] => {
  const disks = disk.filter(({ device }) => COUNTED_KINDS.includes(kindOf(device) ?? 'disk'));
  return disks.length > 0 ? disks : disk;
};

export const bytesOf = ({ read = bytes(0), write = bytes(0) }: Asked): Bytes => bytes(read + write);

/** Reads and writes asked for. */
export const requestsOf = ({ reads = 0, writes = 0 }: Asked): number => reads + writes;

/** Bytes a request, on average. */
export const requestSize = (asked: Asked): Bytes | undefined =>
  requestsOf(asked) === 0 ? undefined : bytes(bytesOf(asked) / requestsOf(asked));

/** In queue and device, on average over the requests completed. */
export const meanLatency = (asked: Asked): Nanoseconds | undefined => {
  const completed = completedIn(asked.latency);
  return completed === 0 ? undefined : nanoseconds(timeOf(asked) / completed);
};

/**
 * So many of the requests completed took less than this, a power of two: nothing nearer is known. The mean may be above it, where few took very long.
 *
 * @param part above 0, at most 1
 */
export const latencyOf = (latency: Latency = [], part: number): Nanoseconds | undefined => {
  const wanted = part * completedIn(latency);
  let seen = 0;
  for (const { below, reads = 0, writes = 0 } of latency) {
    seen += reads + writes;
    if (seen > 0 && seen >= wanted) return below;
  }
  return undefined;
};

const completedIn = (latency: Latency = []): number =>
  latency.reduce((sum, { reads = 0, writes = 0 }) => sum + reads + writes, 0);

/** Requests in queue and device, on average over the interval. */
export const meanInFlight = (asked: Asked, interval: Nanoseconds): number =>
  interval > 0 ? timeOf(asked) / interval : 0;

const timeOf = ({ queueTime, deviceTime }: Asked): number => (queueTime ?? 0) + (deviceTime ?? 0);

/** The busiest first: by bytes, then by requests. */
export const busiestFirst = (disk: readonly DiskEntry[]): readonly DiskEntry[] =>
  [...disk].sort((a, b) => bytesOf(b) - bytesOf(a) || requestsOf(b) - requestsOf(a));
