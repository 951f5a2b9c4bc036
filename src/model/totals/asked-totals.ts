/**
 * What each device was asked for over a time: on behalf of tasks, and of owners that are none.
 *
 * Devices that sit on others have the same bytes as those: each is told by itself, and they do not add up.
 */
import { defined } from '../../lib/defined.ts';
import { type Bytes, bytes, type Nanoseconds, nanoseconds } from '../../lib/units.ts';
import type {
  DeviceEntry,
  DeviceKind,
  DiskEntry,
  OwnerEntry,
  TaskEntry,
} from '../../sample/sample.ts';
import { latencyOf, meanLatency } from '../asked.ts';

export type Asked = {
  readonly read: Bytes;
  readonly write: Bytes;
  /** In queue and device, over the requests completed; absent: none was, or nobody knows how long they took. */
  readonly meanLatency?: Nanoseconds;
  /** What 99 of 100 of them took less than: a power of two. */
  readonly p99?: Nanoseconds;
};

export type AskedOwner = Asked & { readonly owner: OwnerEntry['owner'] };

export type AskedDevice = {
  readonly name: string;
  /** Absent: nobody said. */
  readonly kind?: DeviceKind;
  readonly tasks: Asked;
  /** Who asked for most first. */
  readonly owners: readonly AskedOwner[];
};

type Sum = {
  read: number;
  write: number;
  /** ns in queue and device. */
  time: number;
  /** Requests completed, by the power of two they took less than. */
  readonly took: Map<Nanoseconds, number>;
};

const newSum = (): Sum => ({ read: 0, write: 0, time: 0, took: new Map() });

type Device = {
  readonly tasks: Sum;
  readonly owners: Map<OwnerEntry['owner'], Sum>;
  kind: DeviceKind | undefined;
};

export class AskedTotals {
  readonly #devices = new Map<string, Device>();

  /** Adds what tasks asked for in one interval. */
  addTasks(tasks: readonly TaskEntry[]): void {
    for (const { disk } of tasks) {
      if (disk === undefined) continue;
      for (const entry of disk) addInto(this.#deviceOf(entry.device).tasks, entry);
    }
  }

  /** Adds what was asked for on behalf of nobody who is a task. @param devices of the same interval */
  addOwners(devices: readonly DeviceEntry[]): void {
    for (const { name, owners = [] } of devices)
      for (const entry of owners) addInto(ownerIn(this.#deviceOf(name), entry.owner), entry);
  }

  /** Learns what kind of device those are that tasks or owners asked. */
  learnKinds(devices: readonly DeviceEntry[]): void {
    for (const { name, kind } of devices) {
      const known = this.#devices.get(name);
      if (known !== undefined) known.kind = kind;
    }
  }

  /** Those that were asked for something, the busiest first. */
  result(): readonly AskedDevice[] {
    return [...this.#devices]
      .map(([name, { kind, tasks, owners }]) => ({
        name,
        ...defined({ kind }),
        tasks: askedOf(tasks),
        owners: [...owners]
          .map(([owner, sum]) => ({ owner, ...askedOf(sum) }))
          .filter((owner) => bytesOf(owner) > 0)
          .sort((a, b) => bytesOf(b) - bytesOf(a)),
      }))
      .filter((device) => bytesOfDevice(device) > 0)
      .sort((a, b) => bytesOfDevice(b) - bytesOfDevice(a));
  }

  #deviceOf(name: string): Device {
    const key = this.#devices.size < LIMIT || this.#devices.has(name) ? name : OTHERS;
    let device = this.#devices.get(key);
    if (device === undefined) {
      device = { tasks: newSum(), owners: new Map(), kind: undefined };
      this.#devices.set(key, device);
    }
    return device;
  }
}

/** Names may come from anybody: those beyond so many share an entry. */
const LIMIT = 4096;
const OTHERS = '(other devices)';

/** Of all owners of a device together, tasks among them. */
export const bytesOfDevice = ({ tasks, owners }: AskedDevice): number =>
  owners.reduce((sum, owner) => sum + bytesOf(owner), bytesOf(tasks));

export const bytesOf = ({ read, write }: Pick<Asked, 'read' | 'write'>): number => read + write;

const askedOf = ({ read, write, time, took }: Sum): Asked => {
  const latency = [...took].sort(([a], [b]) => a - b).map(([below, reads]) => ({ below, reads }));
  const mean = meanLatency([{ queueTime: nanoseconds(time), latency }]);
  return {
    read: bytes(read),
    write: bytes(write),
    ...defined({
      meanLatency: mean && nanoseconds(Math.round(mean)),
      p99: latencyOf(latency, 0.99),
    }),
  };
};

const ownerIn = ({ owners }: Device, owner: OwnerEntry['owner']): Sum => {
  let sum = owners.get(owner);
  if (sum === undefined) {
    sum = newSum();
    owners.set(owner, sum);
  }
  return sum;
};

const addInto = (sum: Sum, entry: DiskEntry | OwnerEntry): void => {
  sum.read += entry.read ?? 0;
  sum.write += entry.write ?? 0;
  sum.time += (entry.queueTime ?? 0) + (entry.deviceTime ?? 0);
  for (const { below, reads = 0, writes = 0 } of entry.latency ?? [])
    sum.took.set(below, (sum.took.get(below) ?? 0) + reads + writes);
};
