/**
 * The same load as if the block layer had been watched, and every other short-lived task had left a little to be written.
 *
 * Who reads asks for what it reads at once, and a database syncs what it writes. What others dirty is written back half a minute later, by
 * when some have ended; the file system writes its journal. Requests are split, and wait, as on a disk of some load: their times spread over a few powers of two.
 */
import { bytes } from '../../../src/lib/units.ts';
import type {
  DeviceEntry,
  DiskEntry,
  LatencyEntry,
  OwnerEntry,
  Sample,
  TaskEntry,
} from '../../../src/sample/sample.ts';
import { taskKey } from '../../../src/sample/sample.ts';
import { generator, type Random } from './realistic-load.ts';

export function* watched(samples: Iterable<Sample>, seed = 7): Generator<Sample> {
  const random = generator(seed);
  const dirty = new Map<string, TaskEntry & { readonly at: number }>();
  let second = 0;
  for (const sample of samples) {
    second += 1;
    const listed = new Set<string>();
    const tasks: TaskEntry[] = [];
    for (const active of sample.tasks) {
      const entry =
        active.ended && active.tid % 2 === 0 ? { ...active, write: bytes(8192) } : active;
      const key = taskKey(entry.tid, entry.startedAt);
      listed.add(key);
      const before = dirty.get(key);
      // Kernel threads write for others.
      const own = entry.kernelThread ? 0 : (entry.write ?? 0);
      const all = (before?.write ?? 0) + own;
      const isDue = entry.comm === 'postgres' || (before !== undefined && before.at <= second);
      if (isDue) dirty.delete(key);
      else if (own > 0)
        dirty.set(key, { ...entry, write: bytes(all), at: before?.at ?? second + random(30, 35) });
      tasks.push(asking(entry, entry.read ?? 0, isDue ? all : 0, random));
    }
    for (const [key, entry] of dirty) {
      if (entry.at > second || listed.has(key)) continue;
      dirty.delete(key);
      const { tid, startedAt, tgid, comm, uid, user } = entry;
      const past = { tid, startedAt, tgid, comm, uid, user, ended: true, endedBefore: true };
      tasks.push(asking(past as TaskEntry, 0, entry.write ?? 0, random));
    }
    const { devices = [] } = sample.system;
    yield {
      ...sample,
      tasks: tasks.sort((a, b) => a.tid - b.tid),
      system: { ...sample.system, devices: devices.map((device) => ownedBy(device, random)) },
    };
  }
}

const asking = (entry: TaskEntry, read: number, write: number, random: Random): TaskEntry => ({
  ...entry,
  diskRead: bytes(read),
  diskWrite: bytes(write),
  ...(read + write > 0 && { disk: [{ device: 'sda', ...askedFor(read, write, random) }] }),
});

const ownedBy = (device: DeviceEntry, random: Random): DeviceEntry => ({
  ...device,
  inFlight: random(0, 3),
  errors: 0,
  requeues: 0,
  owners: [
    { owner: 'file-system', ...askedFor(0, random(1, 90) * 4096, random) } as unknown as OwnerEntry,
  ],
});

const askedFor = (read: number, write: number, random: Random): Omit<DiskEntry, 'device'> => {
  const reads = requestsOf(read, random);
  const writes = requestsOf(write, random);
  const latency = latencyOf(reads, writes, random);
  const time = latency.reduce(
    (sum, { below, reads: r = 0, writes: w = 0 }) =>
      sum + (((r + w) * below) / 1e6) * random(500_000, 999_999),
    0,
  );
  const queueTime = Math.round((time * random(20_000, 300_000)) / 1e6);
  // Half the time all over the disk, else some behind each other.
  const sequential = random(0, 1) * random(0, reads + writes);
  const figures = { read, write, discard: 0, reads, writes, sequential, queueTime };
  return { ...figures, deviceTime: Math.round(time) - queueTime, latency } as unknown as DiskEntry;
};

/** Of 128 KiB at most, most far smaller. */
const requestsOf = (size: number, random: Random): number =>
  size === 0 ? 0 : Math.ceil(size / (random(2, 32) * 4096));

/** Around 2^17 ns, 0.1 ms. */
const latencyOf = (reads: number, writes: number, random: Random): readonly LatencyEntry[] => {
  const buckets = new Map<number, { reads: number; writes: number }>();
  const put = (kind: 'reads' | 'writes', count: number): void => {
    let left = count;
    for (let power = random(15, 18); left > 0; power++) {
      const part = left < 4 ? left : Math.ceil((left * random(30, 80)) / 100);
      const bucket = buckets.get(2 ** power) ?? { reads: 0, writes: 0 };
      bucket[kind] += part;
      buckets.set(2 ** power, bucket);
      left -= part;
    }
  };
  put('reads', reads);
  put('writes', writes);
  const list = [...buckets].sort(([a], [b]) => a - b);
  return list.map(([below, counts]) => ({ below, ...counts })) as unknown as LatencyEntry[];
};
