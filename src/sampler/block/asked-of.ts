/**
 * What was asked for in an interval, by task and by device: the records of the block watch, under the names of devices. Pure.
 *
 * Nothing is made for a device of which nothing was asked.
 */

import { OWNER } from '../../kernel/abi/bpf/block/block-maps.ts';
import { defined } from '../../lib/defined.ts';
import { bytes, nanoseconds } from '../../lib/units.ts';
import { COUNTED_KINDS } from '../../sample/asked-fields.ts';
import type { Gap } from '../../sample/gap.ts';
import {
  type DeviceEntry,
  type DiskEntry,
  type SystemEntry,
  type TaskEntry,
  type TaskKey,
  type Tid,
  taskKey,
} from '../../sample/sample.ts';
import { sumOwners } from '../../sample/sums.ts';
import type { EntryDraft } from '../../sample/task-row.ts';
import { isBornSince } from '../difference/base.ts';
import type { BlockDevice } from '../live/block-devices.ts';
import type { Asked, AskedRecord, Who } from './asked-record.ts';
import type { BlockWatch } from './block-watch.ts';

/** Of a device: owners that are no task, and what failed. */
export type AskedOfDevice = Pick<DeviceEntry, 'owners' | 'errors' | 'requeues'>;

export type AskedOfInterval = {
  readonly tasks: AskedTasks;
  readonly devices: AskedDevices;
  readonly gaps: readonly Gap[];
};

/** What was asked of each device, by `major:minor`. */
export class AskedDevices {
  readonly #devices: ReadonlyMap<string, AskedOfDevice>;
  readonly #nothing: AskedOfDevice;

  /** @param nothing of all others */
  constructor(devices: ReadonlyMap<string, AskedOfDevice>, nothing: AskedOfDevice) {
    this.#devices = devices;
    this.#nothing = nothing;
  }

  /** Whether there is anything to be told but zeros. */
  has(id: string): boolean {
    return this.#devices.has(id);
  }

  of(id: string): AskedOfDevice {
    return this.#devices.get(id) ?? this.#nothing;
  }
}

type TaskAsked = {
  readonly tid: number;
  readonly startedAt: number;
  who: Who | undefined;
  diskRead: number;
  diskWrite: number;
  readonly disk: DiskEntry[];
};

/** What was asked for by each task. */
export class AskedTasks {
  /** Starts by id; of an id that was used again the later. */
  readonly starts: ReadonlyMap<number, number>;
  readonly #tasks: ReadonlyMap<TaskKey, TaskAsked>;

  constructor(tasks: ReadonlyMap<TaskKey, TaskAsked>) {
    this.#tasks = tasks;
    const starts = new Map<number, number>();
    for (const { tid, startedAt } of tasks.values()) {
      starts.set(tid, Math.max(startedAt, starts.get(tid) ?? 0));
    }
    this.starts = starts;
  }

  /**
   * Each entry with what its task asked for, zero where that is nothing; and entries for tasks that ended earlier, and whose pages are written now.
   * @param entries are changed @param passAt boot clock, ns: when the living were looked at @param nameOf a user's name
   */
  addTo(
    entries: readonly EntryDraft[],
    passAt: number,
    nameOf: (uid: number) => string | undefined,
  ): readonly TaskEntry[] {
    const left = new Map(this.#tasks);
    for (const entry of entries) {
      // At rest nothing was asked for, and no key is made.
      const key = left.size === 0 ? undefined : taskKey(entry.tid, entry.startedAt);
      Object.assign(entry, figuresOf(key && left.get(key)));
      if (key !== undefined) left.delete(key);
    }
    return [
      ...entries,
      ...[...left.values()].flatMap((asked) => unlistedEntry(asked, passAt, nameOf)),
    ];
  }
}

const figuresOf = (
  asked: TaskAsked | undefined,
): Pick<TaskEntry, 'diskRead' | 'diskWrite' | 'disk'> => ({
  diskRead: bytes(asked?.diskRead ?? 0),
  diskWrite: bytes(asked?.diskWrite ?? 0),
  ...(asked !== undefined && { disk: asked.disk }),
});

/** Who is gone is charged for nothing. */
const NOTHING_CHARGED = { read: bytes(0), write: bytes(0), cancelledWrite: bytes(0) };

/** Of a task that was not among the living: it has ended, unless it was born since. None where it is not known who it was. */
const unlistedEntry = (
  asked: TaskAsked,
  passAt: number,
  nameOf: (uid: number) => string | undefined,
): readonly TaskEntry[] => {
  if (asked.who === undefined) return [];
  const { tgid, uid, comm, kernelThread, leaderStartedAt } = asked.who;
  const user = nameOf(uid);
  const hasLeader = tgid !== asked.tid;
  const ended = !isBornSince(passAt, asked.startedAt, 0);
  // Who read, or discarded, lived: its end was in this interval.
  const lived = asked.disk.some(({ read = 0, discard = 0 }) => read + discard > 0);
  const entry: TaskEntry = {
    tid: asked.tid as Tid,
    startedAt: nanoseconds(asked.startedAt),
    tgid: tgid as Tid,
    comm,
    uid,
    ...(ended && { ended }),
    ...(ended && !lived && { endedBefore: true, ...NOTHING_CHARGED }),
    ...(hasLeader && { processStartedAt: nanoseconds(leaderStartedAt) }),
    ...(kernelThread && { kernelThread: true }),
    ...defined({ user }),
    ...figuresOf(asked),
  };
  return [entry];
};

/** @param devices of this moment, by which numbers become names @param watch what is known, and names of owners that are no task */
export const askedOf = (
  records: readonly AskedRecord[],
  devices: readonly BlockDevice[],
  watch: Pick<BlockWatch, 'knows' | 'ownerOf'>,
): AskedOfInterval => {
  const nothing: AskedOfDevice = {
    ...(watch.knows.errors && { errors: 0 }),
    ...(watch.knows.requeues && { requeues: 0 }),
  };
  const known = new Map<string, BlockDevice | undefined>();
  const deviceOf = (id: string): BlockDevice | undefined => {
    if (!known.has(id))
      known.set(
        id,
        devices.find(({ counters }) => counters.id === id),
      );
    return known.get(id);
  };
  const tasks = new Map<TaskKey, TaskAsked>();
  const byDevice = new Map<string, AskedOfDevice>();
  let ofGone = 0;
  for (const { device: id, tid, startedAt, who, asked } of records) {
    const device = deviceOf(id);
    if (tid > 0 && (who !== undefined || startedAt > 0)) {
      const key = taskKey(tid, startedAt);
      const task = tasks.get(key) ?? { tid, startedAt, who, diskRead: 0, diskWrite: 0, disk: [] };
      tasks.set(key, task);
      task.who ??= who;
      task.disk.push({ device: device?.counters.name ?? id, ...asked });
      if (device === undefined || !COUNTED_KINDS.includes(device.kind)) continue;
      task.diskRead += asked.read ?? 0;
      task.diskWrite += asked.write ?? 0;
    } else if (device === undefined) {
      ofGone += bytesOf(asked);
    } else {
      const before = byDevice.get(id) ?? nothing;
      const owner = watch.ownerOf(startedAt);
      byDevice.set(
        id,
        startedAt === OWNER.device
          ? withFailures(before, asked)
          : { ...before, owners: sumOwners(before.owners ?? [], [{ owner, ...asked }]) },
      );
    }
  }
  return {
    tasks: new AskedTasks(tasks),
    devices: new AskedDevices(byDevice, nothing),
    gaps: ofGone > 0 ? [{ kind: 'asked-lost', count: ofGone }] : [],
  };
};

const bytesOf = ({ read = bytes(0), write = bytes(0), discard = bytes(0) }: Asked): number =>
  read + write + discard;

/** See `OWNER.device`. */
const withFailures = (of: AskedOfDevice, { reads = 0, writes = 0 }: Asked): AskedOfDevice => ({
  ...of,
  ...(of.errors !== undefined && { errors: of.errors + reads }),
  ...(of.requeues !== undefined && { requeues: of.requeues + writes }),
});

/** The devices with their owners; absent: nobody watched the block layer. */
export const withOwners = (system: SystemEntry, asked: AskedDevices | undefined): SystemEntry => {
  if (asked === undefined || system.devices === undefined) return system;
  return {
    ...system,
    devices: system.devices.map((device) =>
      device.kind === 'partition' ? device : { ...device, ...asked.of(device.id) },
    ),
  };
};
