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

/** Names as the kernel has them, or below /dev/mapper. */
export type DeviceNames = readonly string[];

/** `/dev/vda`, `/dev/mapper/root`: `vda`, `root`. */
export const bareDeviceName = (text: string): string => text.replace(/^\/dev\/(mapper\/)?/, '');

export const isNamed = ({ name, alias }: DeviceEntry, names: DeviceNames): boolean =>
  names.includes(name) || (alias !== undefined && names.includes(alias));

/** What to say of a name that no device has. @param known all names there are */
export const unknownDevice = (name: string, known: readonly string[]): UsageError => {
  const meant = nearest(name, known);
  const some = known.slice(0, MOST_NAMES).join(', ') + (known.length > MOST_NAMES ? ', …' : '');
  const instead = meant === undefined ? `there are ${some}` : `did you mean ${meant}?`;
  return new UsageError(`invalid value ${JSON.stringify(name)} for --device; ${instead}`);
};

const MOST_NAMES = 12;

/** @param names undefined: the samples stay as they are @param rows of devices can be told without tasks */
export const deviceFilter = (
  names: DeviceNames | undefined,
  rows: 'of-tasks' | 'of-devices',
): ((sample: Sample) => Sample) => {
  if (names === undefined) return (sample) => sample;
  return (sample) => {
    const lack = rows === 'of-tasks' ? lackIn(sample) : undefined;
    if (lack === undefined) return keptTo(sample, names);
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

/** Of devices stacked on each other only the lowest add up: the others have the same bytes. */
export const keptTo = (sample: Sample, names: DeviceNames): Sample => {
  const { idle: _, ...others } = sample;
  const { devices } = sample.system;
  const byName = new Map(devices?.map((device) => [device.name, device]));
  const chosen = new Set(devices?.filter((device) => isNamed(device, names)));
  const standsOn = (device: DeviceEntry): boolean =>
    [...below(device, byName)].some((other) => chosen.has(other));
  const lowest = [...chosen].filter((device) => !standsOn(device));
  // What tasks ask is known of whole devices.
  const wholes = (of: Iterable<DeviceEntry>): ReadonlySet<string> =>
    new Set(Array.from(of, ({ name, partOf = name }) => partOf));
  const asked = new Set([...names, ...wholes(chosen)]);
  const counted = wholes(lowest);
  return {
    ...others,
    keptTo: counted,
    tasks: sample.tasks.flatMap((entry) => keptEntry(entry, asked, counted)),
    system:
      devices === undefined
        ? {}
        : {
            ...sumsOf(lowest),
            devices: devices.filter((device) => chosen.has(device) || standsOn(device)),
          },
  };
};

const keptEntry = (
  entry: TaskEntry,
  asked: ReadonlySet<string>,
  counted: ReadonlySet<string>,
): readonly TaskEntry[] => {
  const disk = entry.disk?.filter(({ device }) => asked.has(device)) ?? [];
  if (disk.length === 0) return [];
  const { cancelledWrite: _, totals: __, ...rest } = entry;
  const lowest = counted.size === 0 ? disk : disk.filter(({ device }) => counted.has(device));
  const sum = (name: 'read' | 'write') => bytes(sumOf(lowest, name));
  const [read, write] = [sum('read'), sum('write')];
  return [{ ...rest, read, write, diskRead: read, diskWrite: write, disk }];
};

const sumOf = (disk: readonly DiskEntry[], name: 'read' | 'write'): number =>
  disk.reduce((sum, each) => sum + (each[name] ?? 0), 0);

const sumsOf = (devices: readonly DeviceEntry[]): SystemEntry => ({
  blockRead: bytes(devices.reduce((sum, { readBytes }) => sum + readBytes, 0)),
  blockWrite: bytes(devices.reduce((sum, { writeBytes }) => sum + writeBytes, 0)),
});

/** All that a device stands on, one below the other. A recording may say anything: each once. */
const below = (
  device: DeviceEntry,
  byName: ReadonlyMap<string, DeviceEntry>,
  found: Set<DeviceEntry> = new Set(),
): ReadonlySet<DeviceEntry> => {
  for (const name of [device.partOf, ...(device.on?.split(' ') ?? [])]) {
    const next = name === undefined ? undefined : byName.get(name);
    if (next === undefined || next === device || found.has(next)) continue;
    found.add(next);
    below(next, byName, found);
  }
  return found;
};
