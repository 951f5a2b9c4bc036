/**
 * What devices were asked for on somebody's behalf: sums, means, percentiles. Requests are counted when they are asked for, their times when they
 * are completed. Nothing asked for or completed has no mean: undefined.
 */
import { defined } from '../lib/defined.ts';
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
export const requestSize = (parts: readonly Asked[]): Bytes | undefined => {
  const requests = summed(parts, requestsOf);
  return requests === 0 ? undefined : bytes(summed(parts, bytesOf) / requests);
};

/** In queue and device, on average over the requests completed. */
export const meanLatency = (parts: readonly Asked[]): Nanoseconds | undefined => {
  const completed = summed(parts, completedOf);
  return completed === 0 ? undefined : nanoseconds(summed(parts, timeOf) / completed);
};

/**
 * So many of the requests completed took less than this, a power of two: nothing nearer is known. The mean may be above it, where few took very long.
 *
 * @param part above 0, at most 1
 */
export const latencyOf = (latency: Latency | undefined, part: number): Nanoseconds | undefined =>
  latencyOfAll([defined({ latency })], part);

type Completed = Pick<Asked, 'latency'>;

/** As `latencyOf`, of several together. The longest times are looked at first: few are as long, and nearly always 99 % is asked for. */
export const latencyOfAll = (
  parts: readonly Completed[],
  part: number,
): Nanoseconds | undefined => {
  let shorter = summed(parts, completedOf);
  if (shorter === 0) return undefined;
  const wanted = part * shorter;
  let below = nextShorter(parts, Number.POSITIVE_INFINITY);
  while (below !== undefined) {
    for (const { latency = NONE } of parts)
      for (const entry of latency) if (entry.below === below) shorter -= requestsOf(entry);
    if (shorter === 0 || shorter < wanted) return below;
    below = nextShorter(parts, below);
  }
  return undefined;
};

/** The longest time of a bucket that is shorter than this. */
const nextShorter = (parts: readonly Completed[], than: number): Nanoseconds | undefined => {
  let next: Nanoseconds | undefined;
  for (const { latency = NONE } of parts)
    for (const { below } of latency)
      if (below < than && (next === undefined || below > next)) next = below;
  return next;
};

const NONE: Latency = [];

const completedOf = ({ latency = NONE }: Completed): number => {
  let completed = 0;
  for (const entry of latency) completed += requestsOf(entry);
  return completed;
};

/** Requests in queue and device, on average over the interval. */
export const meanInFlight = (parts: readonly Asked[], interval: Nanoseconds): number =>
  interval > 0 ? summed(parts, timeOf) / interval : 0;

/** Of several without an object of their sum: a filter asks ten thousand tasks. */
export const summed = <Part>(parts: readonly Part[], of: (part: Part) => number): number => {
  let sum = 0;
  for (const part of parts) sum += of(part);
  return sum;
};

const timeOf = ({ queueTime, deviceTime }: Asked): number => (queueTime ?? 0) + (deviceTime ?? 0);

/** The busiest first: by bytes, then by requests. */
export const busiestFirst = (disk: readonly DiskEntry[]): readonly DiskEntry[] =>
  [...disk].sort((a, b) => bytesOf(b) - bytesOf(a) || requestsOf(b) - requestsOf(a));
