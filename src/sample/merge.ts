/**
 * Merges samples into one over their whole time, as compacting a recording does, and the screen where samples come faster than frames.
 *
 * No sum changes: a counter of the result is the sum of its known values. A state (which is no increase) is the latest known.
 */
import { defined } from '../lib/defined.ts';
import { increaseNames } from './field.ts';
import { DEVICE_FIELDS, INCREASE_FIELDS, PRESSURE_FIELDS, SYSTEM_FIELDS } from './fields.ts';
import type { Gap } from './gap.ts';
import { atTheEnd, mergeIdle } from './merge-idle.ts';
import {
  type DeviceEntry,
  type IdleTasks,
  type Sample,
  type SystemEntry,
  type TaskEntry,
  type TaskKey,
  taskKey,
} from './sample.ts';
import { mergeLists, mergeOptional, sumDisks, sumOwners, sumsOf } from './sums.ts';
import { withoutWork } from './worker-name.ts';

/** Merges samples of one host and boot, one by one, and holds only the sum. */
export class MergedSample {
  readonly #first: Sample;
  readonly #tasks = new Map<TaskKey, TaskEntry>();
  #last: Sample;
  #system: SystemEntry;
  #gaps: readonly Gap[];
  #still: IdleTasks['still'];

  /** @param first where idle tasks are to be merged, with a table of those before that nobody fills anew (`copyOf`) */
  constructor(first: Sample) {
    this.#first = first;
    this.#last = first;
    this.#system = first.system;
    this.#gaps = first.gaps;
    this.#still = first.idle?.still ?? [];
    this.#addTasks(first);
  }

  /** The one added last. */
  get last(): Sample {
    return this.#last;
  }

  /** How many tasks there are in the sum. */
  get taskCount(): number {
    return this.#tasks.size;
  }

  /**
   * Whether every task of a sample goes by the name it has in the sum. A task that became another program, user's or group's has one name in a
   * sum of both: what it did by the other would be counted for that.
   */
  namesAs({ tasks }: Sample): boolean {
    return tasks.every((task) => {
      const before = this.#tasks.get(keyOf(task));
      return before === undefined || isNamedAs(before, task);
    });
  }

  /** @param sample later than the last */
  add(sample: Sample): void {
    this.#last = sample;
    this.#system = mergeSystems(this.#system, sample.system);
    this.#gaps = mergeGaps([...this.#gaps, ...sample.gaps]);
    this.#still = this.#still.filter((name) => sample.idle?.still.includes(name));
    this.#addTasks(sample);
  }

  /** With the idle tasks of the last sample, where first and last have any. */
  result(): Sample {
    if (this.#last === this.#first) return this.#first;
    const { idle: last, tasks: _, ...latest } = this.#last;
    const first = this.#first.idle;
    const tasks = this.#tasksAtTheEnd();
    const idle = first && last && mergeIdle(first, last, this.#still, tasks);
    return {
      ...latest,
      startedAt: this.#first.startedAt,
      tasks: idle === undefined ? tasks : tasks.map((task) => atTheEnd(task, idle)),
      system: this.#system,
      gaps: this.#gaps,
      ...defined({ idle }),
    };
  }

  /** In order. Who waits is in the last sample. */
  #tasksAtTheEnd(): readonly TaskEntry[] {
    const last = new Set(this.#last.tasks.map(keyOf));
    return [...this.#tasks]
      .map(([key, task]) => (last.has(key) ? task : withoutWait(task)))
      .sort((a, b) => a.tid - b.tid || a.startedAt - b.startedAt);
  }

  #addTasks({ tasks }: Sample): void {
    for (const task of tasks) {
      const key = keyOf(task);
      const before = this.#tasks.get(key);
      this.#tasks.set(key, before === undefined ? task : mergeTask(before, task));
    }
  }
}

const keyOf = ({ tid, startedAt }: TaskEntry): TaskKey => taskKey(tid, startedAt);

/** By all that reports group by, as far as both know it. A thread's own name is none of it, nor is what a kernel's worker works on. */
const isNamedAs = (before: TaskEntry, after: TaskEntry): boolean =>
  isAlike(programOf(before), programOf(after)) &&
  isAlike(before.uid, after.uid) &&
  isAlike(before.cgroupPath, after.cgroupPath);

const isAlike = <T>(a: T | undefined, b: T | undefined): boolean =>
  a === b || a === undefined || b === undefined;

const programOf = ({ kernelThread, comm, processComm = comm }: TaskEntry): string =>
  kernelThread ? withoutWork(processComm) : processComm;

/** A wait that was going on in an earlier sample is over, or is in the later one again. */
const withoutWait = ({ waitingSince: _, waitingLonger: __, ...task }: TaskEntry): TaskEntry => task;

/** It ended before the whole time only if it ended before each part of it. */
const mergeTask = (before: TaskEntry, after: TaskEntry): TaskEntry => {
  const { endedBefore, ...earlier } = withoutWait(withoutLeftGroup(before, after));
  const { endedBefore: isStillBefore, ...later } = after;
  return {
    ...earlier,
    ...later,
    ...sumsOf(INCREASE_FIELDS, before, after),
    ...defined({
      endedBefore: endedBefore && isStillBefore,
      disk: mergeOptional(before.disk, after.disk, sumDisks),
    }),
  };
};

/** What is known of a group is no fact of a task that has left it. */
const withoutLeftGroup = (before: TaskEntry, after: TaskEntry): TaskEntry => {
  if (after.cgroupPath === undefined && (after.cgroup ?? before.cgroup) === before.cgroup)
    return before;
  const { cgroupPath: _, containerName: __, podName: ___, ...others } = before;
  return others;
};

const mergeSystems = (before: SystemEntry, after: SystemEntry): SystemEntry => {
  const pressure = mergeOptional(before.pressure, after.pressure, (a, b) =>
    sumsOf(PRESSURE_INCREASES, a, b),
  );
  const devices = mergeOptional(before.devices, after.devices, mergeDevices);
  const dirty = after.dirty ?? before.dirty;
  return {
    ...sumsOf(SYSTEM_INCREASES, before, after),
    ...defined({ dirty, pressure, devices }),
  };
};

const SYSTEM_INCREASES = increaseNames(SYSTEM_FIELDS);
const PRESSURE_INCREASES = increaseNames(PRESSURE_FIELDS);

const mergeDevices = (
  before: readonly DeviceEntry[],
  after: readonly DeviceEntry[],
): readonly DeviceEntry[] => mergeLists(before.map(atRest), after, deviceKey, mergeDevice);

/** Who has something to do at the end is in the later list. */
const atRest = (device: DeviceEntry): DeviceEntry =>
  device.inFlight ? { ...device, inFlight: 0 } : device;

/** A number may be used again, for a device of another name too. */
const deviceKey = ({ id, name }: DeviceEntry): string => `${id} ${name}`;

const DEVICE_INCREASES = increaseNames(DEVICE_FIELDS);

const mergeDevice = (before: DeviceEntry, after: DeviceEntry): DeviceEntry => ({
  ...before,
  ...after,
  ...sumsOf(DEVICE_INCREASES, before, after),
  ...defined({ owners: mergeOptional(before.owners, after.owners, sumOwners) }),
});

/** Losses add up. Of tasks denied, a state, the most at one time counts. What was missing throughout is listed once. */
export const mergeGaps = (gaps: readonly Gap[]): readonly Gap[] => {
  const merged = new Map<string, Gap>();
  for (const gap of gaps) {
    const key = gapKeyOf(gap);
    const before = merged.get(key);
    merged.set(key, before === undefined ? gap : mergeGap(before, gap));
  }
  return [...merged.values()];
};

const gapKeyOf = (gap: Gap): string => {
  if ('what' in gap) return `${gap.kind} ${gap.what} ${gap.reason}`;
  return gap.kind === 'tasks-unread' ? `${gap.kind} ${gap.reason}` : gap.kind;
};

const mergeGap = (before: Gap, after: Gap): Gap => {
  if ('what' in before || 'what' in after) return before;
  const isState = before.kind === 'tasks-denied';
  const count = isState ? Math.max(before.count, after.count) : before.count + after.count;
  return { ...before, count };
};
