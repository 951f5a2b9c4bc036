/**
 * What each device was asked for over a time: on behalf of tasks, and of owners that are none.
 *
 * Devices that sit on others have the same bytes as those: each is told by itself, and they do not add up.
 */
import { defined } from '../../lib/defined.ts';
import { type Bytes, bytes } from '../../lib/units.ts';
import type {
  DeviceEntry,
  DeviceKind,
  DiskEntry,
  OwnerEntry,
  TaskEntry,
} from '../../sample/sample.ts';

export type Asked = { readonly read: Bytes; readonly write: Bytes };

export type AskedOwner = Asked & { readonly owner: OwnerEntry['owner'] };

export type AskedDevice = {
  readonly name: string;
  /** Absent: nobody said. */
  readonly kind?: DeviceKind;
  readonly tasks: Asked;
  /** Who asked for most first. */
  readonly owners: readonly AskedOwner[];
};

type Sum = { read: number; write: number };

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
      device = { tasks: { read: 0, write: 0 }, owners: new Map(), kind: undefined };
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

export const bytesOf = ({ read, write }: Asked): number => read + write;

const askedOf = ({ read, write }: Sum): Asked => ({ read: bytes(read), write: bytes(write) });

const ownerIn = ({ owners }: Device, owner: OwnerEntry['owner']): Sum => {
  let sum = owners.get(owner);
  if (sum === undefined) {
    sum = { read: 0, write: 0 };
    owners.set(owner, sum);
  }
  return sum;
};

const addInto = (sum: Sum, { read = bytes(0), write = bytes(0) }: DiskEntry | OwnerEntry): void => {
  sum.read += read;
  sum.write += write;
};
