/**
 * Keeps samples to some devices: tasks that asked nothing of them are left out, and what is left has the figures of those devices alone.
 *
 * A task is charged for bytes, and waits, without regard to a device. So `read` and `write` become what the devices were asked for on
 * its behalf, and what is known of the whole machine only (pressure, swap, pages written back) is left out. Waits stay the task's.
 */
import { UnavailableError, UsageError } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';
import { bytes } from '../../lib/units.ts';
import type {
  DeviceEntry,
  DiskEntry,
  Sample,
  SystemEntry,
  TaskEntry,
} from '../../sample/sample.ts';
import { type DeviceNames, isNamed } from './device-names.ts';
import { type KeptStack, type SeenDevices, stackOf } from './kept-stack.ts';
import { someNames } from './some-names.ts';

/** What to say of a name that no device has. @param known all names there are */
export const unknownDevice = (name: string, known: readonly string[]): UsageError => {
  const meant = nearest(name, known);
  const instead = meant === undefined ? `there are ${someNames(known)}` : `did you mean ${meant}?`;
  return new UsageError(`invalid value ${JSON.stringify(name)} for --device; ${instead}`);
};

/** For the samples of one run, in their order. @param names undefined: the samples stay as they are @param rows of devices can be told without tasks */
export const deviceFilter = (
  names: DeviceNames | undefined,
  rows: 'of-tasks' | 'of-devices',
): ((sample: Sample) => Sample) => {
  if (names === undefined) return (sample) => sample;
  const seen: SeenDevices = new Map();
  return (sample) => {
    const lack = rows === 'of-tasks' ? lackIn(sample) : undefined;
    if (lack === undefined) return keptTo(sample, names, seen);
    const { reason, remedy } = lack;
    const problem = `--device cannot tell whose requests they are: ${reason}`;
    throw new UnavailableError(problem, remedy || '--unit=devices shows the device alone');
  };
};

/** Why it is not known what tasks asked of devices; undefined: it is. */
export const lackIn = ({
  tasks,
  idle,
  gaps,
}: Sample): { readonly reason: string; readonly remedy: string } | undefined => {
  const isTold = tasks.some(({ diskRead }) => diskRead !== undefined);
  if (isTold || idle?.still.includes('diskRead')) return undefined;
  for (const gap of gaps) if (gap.kind === 'unavailable' && gap.what === 'block') return gap;
  return tasks.length === 0 && idle === undefined
    ? undefined
    : { reason: 'the block layer was not watched', remedy: '' };
};

/** @param seen the devices of samples before; it learns those of this one */
export const keptTo = (
  sample: Sample,
  names: DeviceNames,
  seen: SeenDevices = new Map(),
): Sample => {
  const { idle: _, ...others } = sample;
  const { devices } = sample.system;
  const stack = stackOf(sample, names, seen);
  const isKept = (device: DeviceEntry): boolean => isNamed(device, names);
  return {
    ...others,
    keptTo: { devices: stack.lowest, belowLoops: stack.belowLoops },
    tasks: sample.tasks.flatMap((entry) => keptEntry(entry, stack)),
    system:
      devices === undefined
        ? {}
        : {
            ...sumsOf(devices.filter((device) => isKept(device) && !stack.standsOn(device))),
            devices: devices.filter((device) => isKept(device) || stack.standsOn(device)),
          },
  };
};

/**
 * Of devices on each other a task's bytes count where it asked for more: at the top, of which one below may be a part only, or have them from a thread
 * of the kernel; or in the lowest, which it may ask past those above.
 */
const keptEntry = (entry: TaskEntry, stack: KeptStack): readonly TaskEntry[] => {
  const disk = entry.disk?.filter(({ device }) => stack.asked.has(device)) ?? [];
  if (disk.length === 0) return [];
  const { cancelledWrite: _, totals: __, ...rest } = entry;
  const sum = (name: 'read' | 'write') => {
    const of = (names: ReadonlySet<string>): number =>
      sumOf(
        disk.filter(({ device }) => names.has(device)),
        name,
      );
    return bytes(Math.max(of(stack.lowest), of(stack.highest)));
  };
  const [read, write] = [sum('read'), sum('write')];
  return [{ ...rest, read, write, diskRead: read, diskWrite: write, disk }];
};

const sumOf = (disk: readonly DiskEntry[], name: 'read' | 'write'): number =>
  disk.reduce((sum, each) => sum + (each[name] ?? 0), 0);

const sumsOf = (devices: readonly DeviceEntry[]): SystemEntry => ({
  blockRead: bytes(devices.reduce((sum, { readBytes }) => sum + readBytes, 0)),
  blockWrite: bytes(devices.reduce((sum, { writeBytes }) => sum + writeBytes, 0)),
});
