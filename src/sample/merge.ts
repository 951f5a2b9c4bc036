/**
 * Merges samples into one over their whole time, as compacting a recording does.
 *
 * No sum changes: a counter of the result is the sum of its known values. A state (which is no increase) is the latest known.
 */
import { defined } from '../lib/defined.ts';
import type { Bytes, Nanoseconds } from '../lib/units.ts';
import { increaseNames } from './field.ts';
import { DEVICE_FIELDS, INCREASE_FIELDS, PRESSURE_FIELDS, SYSTEM_FIELDS } from './fields.ts';
import type { Gap } from './gap.ts';
import {
  type DeviceEntry,
  type Sample,
  type SystemEntry,
  type TaskEntry,
  taskKey,
} from './sample.ts';

/**
 * @param samples of one host and boot, in order of time, at least one
 * @throws RangeError when there is none
 */
export const mergeSamples = (samples: readonly Sample[]): Sample => {
  const [first, ...rest] = samples;
  if (first === undefined) throw new RangeError('no samples to merge');
  const merged = new MergedSample(first);
  for (const sample of rest) merged.add(sample);
  return merged.result();
};

/** Merges samples one by one, and holds only the sum. */
export class MergedSample {
  readonly #first: Sample;
  readonly #tasks = new Map<string, TaskEntry>();
  #last: Sample;
  #system: SystemEntry;
  #gaps: readonly Gap[];

  constructor(first: Sample) {
    this.#first = first;
    this.#last = first;
    this.#system = first.system;
    this.#gaps = first.gaps;
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

  /** @param sample of the same host and boot, later than the last */
  add(sample: Sample): void {
    this.#last = sample;
    this.#system = mergeSystems(this.#system, sample.system);
    this.#gaps = mergeGaps([...this.#gaps, ...sample.gaps]);
    this.#addTasks(sample);
  }

  result(): Sample {
    if (this.#last === this.#first) return this.#first;
    const { idle: _, tasks: __, ...latest } = this.#last;
    return {
      ...latest,
      startedAt: this.#first.startedAt,
      tasks: [...this.#tasks.values()].sort((a, b) => a.tid - b.tid || a.startedAt - b.startedAt),
      system: this.#system,
      gaps: this.#gaps,
    };
  }

  #addTasks({ tasks }: Sample): void {
    for (const task of tasks) {
      const key = taskKey(task.tid, task.startedAt);
      const before = this.#tasks.get(key);
      this.#tasks.set(key, before === undefined ? task : mergeTask(before, task));
    }
  }
}

/** A wait that was going on in the earlier sample is over, or is in the later one again. */
const mergeTask = (
  { waitingSince: _, waitingLonger: __, ...before }: TaskEntry,
  after: TaskEntry,
): TaskEntry => ({
  ...before,
  ...after,
  ...sumsOf(INCREASE_FIELDS, before, after),
});

const mergeSystems = (before: SystemEntry, after: SystemEntry): SystemEntry => {
  const pressure = mergeOptional(before.pressure, after.pressure, (a, b) =>
    sumsOf(PRESSURE_INCREASES, a, b),
  );
  const devices = mergeOptional(before.devices, after.devices, mergeDevices);
  return {
    ...sumsOf(SYSTEM_INCREASES, before, after),
    ...defined({ pressure, devices }),
  };
};

const SYSTEM_INCREASES = increaseNames(SYSTEM_FIELDS);
const PRESSURE_INCREASES = increaseNames(PRESSURE_FIELDS);

const mergeDevices = (
  before: readonly DeviceEntry[],
  after: readonly DeviceEntry[],
): readonly DeviceEntry[] => {
  const merged = new Map(before.map((device) => [deviceKey(device), device]));
  for (const device of after) {
    const key = deviceKey(device);
    const earlier = merged.get(key);
    merged.set(key, earlier === undefined ? device : mergeDevice(earlier, device));
  }
  return [...merged.values()];
};

/** A number may be used again, for a device of another name too. */
const deviceKey = ({ id, name }: DeviceEntry): string => `${id} ${name}`;

const DEVICE_INCREASES = increaseNames(DEVICE_FIELDS);

const mergeDevice = (before: DeviceEntry, after: DeviceEntry): DeviceEntry => ({
  ...before,
  ...after,
  ...sumsOf(DEVICE_INCREASES, before, after),
});

const mergeOptional = <T>(
  before: T | undefined,
  after: T | undefined,
  merge: (before: T, after: T) => T,
): T | undefined =>
  before === undefined || after === undefined ? (before ?? after) : merge(before, after);

type Counter = number | Bytes | Nanoseconds | undefined;

/** The sum of each counter; a counter that both lack stays absent. */
const sumsOf = <Name extends string, T extends { readonly [N in Name]?: Counter }>(
  names: readonly Name[],
  before: T,
  after: T,
): Pick<T, Name> => {
  const sums: { [name: string]: number } = {};
  for (const name of names) {
    const [a, b] = [before[name], after[name]];
    if (a !== undefined || b !== undefined) sums[name] = (a ?? 0) + (b ?? 0);
  }
  // The same units as the summands'.
  return sums as Pick<T, Name>;
};

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
