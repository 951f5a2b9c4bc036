/** How long the requests of each device took: those of tasks and those of nobody who is one, added up. */
import type { Sample } from '../../sample/sample.ts';
import { sumLatencies } from '../../sample/sums.ts';
import type { Latency } from '../asked.ts';

/** By the name of the device; of partitions their disk has it. */
export const tookByDevice = ({ tasks, system }: Sample): ReadonlyMap<string, Latency> => {
  const sums = new Map<string, Latency>();
  const add = (device: string, latency: Latency = []): void => {
    if (latency.length > 0) sums.set(device, sumLatencies(sums.get(device) ?? [], latency));
  };
  for (const { disk = [] } of tasks) for (const { device, latency } of disk) add(device, latency);
  for (const { name, owners = [] } of system.devices ?? [])
    for (const { latency } of owners) add(name, latency);
  return sums;
};
