/** What was asked for in an interval, by task and by device: the records of the block watch, under the names of devices. Pure. */

import { OWNER } from '../../kernel/abi/bpf/block/block-maps.ts';
import { defined } from '../../lib/defined.ts';
import { type Bytes, bytes, nanoseconds } from '../../lib/units.ts';
import type { Gap } from '../../sample/gap.ts';
import {
  type DeviceEntry,
  type DiskEntry,
  type OwnerEntry,
  type SystemEntry,
  type TaskEntry,
  type TaskKey,
  type Tid,
  taskKey,
} from '../../sample/sample.ts';
import type { EntryDraft } from '../../sample/task-row.ts';
import type { BlockDevice } from '../live/block-devices.ts';
import type { Asked, AskedRecord, Who } from './asked-record.ts';

/** Of a device: owners that are no task, and what failed. */
export type AskedOfDevice = Pick<DeviceEntry, 'owners' | 'errors' | 'requeues'>;

export type AskedOfInterval = {
  readonly tasks: AskedTasks;
  /** By `major:minor`. */
  readonly devices: ReadonlyMap<string, AskedOfDevice>;
  readonly gaps: readonly Gap[];
};

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
   * @param entries are changed @param nameOf a user's name
   */
  addTo(
    entries: readonly EntryDraft[],
    nameOf: (uid: number) => string | undefined,
  ): readonly TaskEntry[] {
    const left = new Map(this.#tasks);
    for (const entry of entries) {
      const key = taskKey(entry.tid, entry.startedAt);
      Object.assign(entry, figuresOf(left.get(key)));
      left.delete(key);
    }
    return [...entries, ...[...left.values()].flatMap((asked) => goneEntry(asked, nameOf))];
  }
}

const figuresOf = (
  asked: TaskAsked | undefined,
): Pick<TaskEntry, 'diskRead' | 'diskWrite' | 'disk'> => ({
  diskRead: bytes(asked?.diskRead ?? 0),
  diskWrite: bytes(asked?.diskWrite ?? 0),
  ...(asked !== undefined && { disk: asked.disk }),
});

/** None where it is not known who it was. */
const goneEntry = (
  asked: TaskAsked,
  nameOf: (uid: number) => string | undefined,
): readonly TaskEntry[] => {
  if (asked.who === undefined) return [];
  const { tgid, uid, comm, kernelThread, leaderStartedAt } = asked.who;
  const user = nameOf(uid);
  const hasLeader = tgid !== asked.tid;
  // Who read, or discarded, lived: its end was in this interval.
  const lived = asked.disk.some(({ read = 0, discard = 0 }) => read + discard > 0);
  const entry: TaskEntry = {
    tid: asked.tid as Tid,
    startedAt: nanoseconds(asked.startedAt),
    tgid: tgid as Tid,
    comm,
    uid,
    ended: true,
    ...(!lived && { endedBefore: true }),
    ...(hasLeader && { processStartedAt: nanoseconds(leaderStartedAt) }),
    ...(kernelThread && { kernelThread: true }),
    ...defined({ user }),
    ...figuresOf(asked),
  };
  return [entry];
};

/**
 * @param devices of this moment, by which numbers become names
 * @param ownerOf the name of an owner that is no task
 */
export const askedOf = (
  records: readonly AskedRecord[],
  devices: readonly BlockDevice[],
  ownerOf: (number: number) => OwnerEntry['owner'],
): Omit<AskedOfInterval, 'gaps'> => {
  const known = new Map(devices.map((device) => [device.counters.id, device]));
  const tasks = new Map<TaskKey, TaskAsked>();
  const byDevice = new Map<string, { owners: OwnerEntry[]; errors: number; requeues: number }>();
  for (const id of known.keys()) byDevice.set(id, { owners: [], errors: 0, requeues: 0 });
  for (const { device: id, tid, startedAt, who, asked } of records) {
    const device = known.get(id);
    if (tid > 0 && (who !== undefined || startedAt > 0)) {
      const key = taskKey(tid, startedAt);
      const task = tasks.get(key) ?? { tid, startedAt, who, diskRead: 0, diskWrite: 0, disk: [] };
      tasks.set(key, task);
      task.who ??= who;
      task.disk.push({ device: device?.counters.name ?? id, ...asked });
      if (device?.kind !== 'disk') continue;
      task.diskRead += asked.read ?? 0;
      task.diskWrite += asked.write ?? 0;
      continue;
    }
    const of = byDevice.get(id);
    if (of === undefined) continue;
    if (startedAt === OWNER.device) {
      of.errors += asked.reads ?? 0;
      of.requeues += asked.writes ?? 0;
    } else addOwner(of.owners, ownerOf(startedAt), asked);
  }
  return { tasks: new AskedTasks(tasks), devices: byDevice };
};

/** Two numbers may have one name. */
const addOwner = (owners: OwnerEntry[], owner: OwnerEntry['owner'], asked: Asked): void => {
  const at = owners.findIndex((each) => each.owner === owner);
  const before = owners[at];
  if (before === undefined) owners.push({ owner, ...asked });
  else owners[at] = { owner, ...sumOf(before, asked) };
};

const sumOf = (a: Asked, b: Asked): Asked => ({
  read: bytes((a.read ?? 0) + (b.read ?? 0)) as Bytes,
  write: bytes((a.write ?? 0) + (b.write ?? 0)),
  discard: bytes((a.discard ?? 0) + (b.discard ?? 0)),
  reads: (a.reads ?? 0) + (b.reads ?? 0),
  writes: (a.writes ?? 0) + (b.writes ?? 0),
  queueTime: nanoseconds((a.queueTime ?? 0) + (b.queueTime ?? 0)),
  deviceTime: nanoseconds((a.deviceTime ?? 0) + (b.deviceTime ?? 0)),
  latency: [...(a.latency ?? []), ...(b.latency ?? [])],
});

/** The devices with their owners; absent: nobody watched the block layer. */
export const withOwners = (
  system: SystemEntry,
  devices: ReadonlyMap<string, AskedOfDevice> | undefined,
): SystemEntry => {
  if (devices === undefined || system.devices === undefined) return system;
  return {
    ...system,
    devices: system.devices.map((device) => {
      const asked = devices.get(device.id);
      if (asked === undefined || device.kind === 'partition') return device;
      const { owners = [], errors, requeues } = asked;
      return { ...device, ...defined({ errors, requeues }), ...(owners.length > 0 && { owners }) };
    }),
  };
};
