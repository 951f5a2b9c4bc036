/**
 * What devices were asked for on somebody's behalf: sums, means, percentiles. Requests are counted when they are asked for, their times when they
 * are completed. Nothing asked for or completed has no mean: undefined.
 */
import { type Bytes, bytes, type Nanoseconds, nanoseconds } from '../lib/units.ts';
import type { DeviceKind, DiskEntry, OwnerEntry } from '../sample/sample.ts';

/** Of one owner at one device, or summed over several of either. */
export type Asked = Omit<DiskEntry, 'device'> & Omit<OwnerEntry, 'owner'>;

/** How long requests took: ascending by `below`. */
export type Latency = NonNullable<Asked['latency']>;

/** @returns one entry a device, in the order in which they first come; undefined: there are none */
export const byDevice = (
  lists: Iterable<readonly DiskEntry[] | undefined>,
): readonly DiskEntry[] | undefined => {
  const entries = new Map<string, DiskEntry>();
  for (const list of lists) {
    for (const entry of list ?? []) {
      const known = entries.get(entry.device);
      entries.set(
        entry.device,
        known === undefined ? entry : { ...entry, ...sumOf([known, entry]) },
      );
    }
  }
  return entries.size === 0 ? undefined : [...entries.values()];
};

export const sumOf = (parts: readonly Asked[]): Asked => {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const sum: { [Name in (typeof SUMMED)[number]]?: number } = {};
  for (const part of parts)
    for (const name of SUMMED)
      if (part[name] !== undefined) sum[name] = (sum[name] ?? 0) + part[name];
  const isTimed = parts.some(({ latency }) => latency !== undefined);
  return { ...(sum as Asked), ...(isTimed && { latency: latencyOf(parts) }) };
};

const SUMMED = [
  'read',
  'write',
  'discard',
  'reads',
  'writes',
  'queueTime',
  'deviceTime',
] as const satisfies readonly (keyof Asked)[];

const latencyOf = (parts: readonly Asked[]): Latency => {
  const buckets = new Map<number, Latency[number]>();
  for (const { latency = [] } of parts) {
    for (const bucket of latency) {
      const { reads = 0, writes = 0 } = buckets.get(bucket.below) ?? {};
      buckets.set(bucket.below, {
        below: bucket.below,
        reads: reads + (bucket.reads ?? 0),
        writes: writes + (bucket.writes ?? 0),
      });
    }
  }
  return [...buckets.values()].sort((a, b) => a.below - b.below);
};

/** Those that are disks, for what lies on one asks it for the same; all where none is. @param kindOf undefined: unknown, and taken for a disk */
export const onDisks = (
  disk: readonly DiskEntry[],
  kindOf: (device: string) => DeviceKind | undefined,
): readonly DiskEntry[] => {
  const disks = disk.filter(({ device }) => (kindOf(device) ?? 'disk') === 'disk');
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

/** The least bound, a power of two, below which this part of the requests completed stayed. @param part above 0, at most 1 */
export const latencyBelow = (latency: Latency = [], part: number): Nanoseconds | undefined => {
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
