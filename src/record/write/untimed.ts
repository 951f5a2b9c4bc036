/**
 * What a recording keeps of what devices were asked for: bytes and a task's requests, not how long those took. A discard of 0 is left out.
 *
 * With times and latencies an active task takes some 17 bytes instead of 14 (bench/record.ts). How long whole devices took their own figures say.
 */
import { defined } from '../../lib/defined.ts';
import type { DeviceEntry, DiskEntry, OwnerEntry, Sample, TaskEntry } from '../../sample/sample.ts';

/** The sample as it is recorded. */
export const untimed = (sample: Sample): Sample => {
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
  task.disk === undefined ? task : { ...task, disk: task.disk.map(diskOf) };

const deviceOf = (device: DeviceEntry): DeviceEntry =>
  device.owners === undefined ? device : { ...device, owners: device.owners.map(ownerOf) };

const diskOf = ({ device, read, write, reads, writes, discard }: DiskEntry): DiskEntry => ({
  device,
  ...defined({ read, write, reads, writes, discard: discard || undefined }),
});

const ownerOf = ({ owner, read, write, discard }: OwnerEntry): OwnerEntry => ({
  owner,
  ...defined({ read, write, discard: discard || undefined }),
});
