/**
 * What a recording keeps of times that requests took: the time in the queue to the microsecond, both times together to half of one. Digits are
 * what does not compress: nanoseconds would take a twentieth more of a recording.
 *
 * Both are rounded down. A mean is shown to the microsecond: rounded to half of one, the sum gives the same text as the live sample.
 */
import { type Nanoseconds, nanoseconds } from '../../lib/units.ts';
import type { DeviceEntry, Sample, TaskEntry } from '../../sample/sample.ts';

/** The sample as it is recorded. */
export const withCoarseTimes = (sample: Sample): Sample => {
  const { tasks, system } = sample;
  const { devices } = system;
  const hasOwners = devices?.some(({ owners }) => owners !== undefined);
  return {
    ...sample,
    tasks: tasks.some(hasDisk) ? tasks.map(taskOf) : tasks,
    system: hasOwners ? { ...system, devices: devices?.map(deviceOf) ?? [] } : system,
  };
};

const hasDisk = ({ disk }: TaskEntry): boolean => disk !== undefined;

const taskOf = (task: TaskEntry): TaskEntry =>
  task.disk === undefined ? task : { ...task, disk: task.disk.map(coarse) };

const deviceOf = (device: DeviceEntry): DeviceEntry =>
  device.owners === undefined ? device : { ...device, owners: device.owners.map(coarse) };

type Timed = { readonly queueTime?: Nanoseconds; readonly deviceTime?: Nanoseconds };

const coarse = <Entry extends Timed>(entry: Entry): Entry => {
  const { queueTime, deviceTime } = entry;
  if (queueTime === undefined || deviceTime === undefined) return entry;
  const queued = floored(queueTime, 1000);
  const taken = nanoseconds(floored(queueTime + deviceTime, 500) - queued);
  return { ...entry, queueTime: queued, deviceTime: taken };
};

const floored = (time: number, step: number): Nanoseconds =>
  nanoseconds(Math.floor(time / step) * step);
