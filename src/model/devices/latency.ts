/** How long requests took: those of tasks and those of nobody who is one, added up by device. */
import { type Nanoseconds, nanoseconds } from '../../lib/units.ts';
import type { DiskEntry, Sample } from '../../sample/sample.ts';

/** Requests completed, by the power of two (ns) that they took less than. */
export type Took = ReadonlyMap<number, number>;

/** By the name of the device; of partitions their disk has it. */
export const tookByDevice = ({ tasks, system }: Sample): ReadonlyMap<string, Took> => {
  const sums = new Map<string, Map<number, number>>();
  for (const { disk = [] } of tasks)
    for (const { device, latency } of disk) addInto(sums, device, latency);
  for (const { name, owners = [] } of system.devices ?? [])
    for (const { latency } of owners) addInto(sums, name, latency);
  return sums;
};

const addInto = (
  sums: Map<string, Map<number, number>>,
  device: string,
  latency: DiskEntry['latency'],
): void => {
  if (latency === undefined) return;
  const sum = sums.get(device) ?? new Map<number, number>();
  sums.set(device, sum);
  for (const { below, reads = 0, writes = 0 } of latency)
    sum.set(below, (sum.get(below) ?? 0) + reads + writes);
};

/**
 * What so many of the requests took at most, as nearly as it is known: the middle of the bucket, between a power of two and its half.
 * @param share from 0 to 1 @returns undefined: none was completed
 */
export const quantileOf = (took: Took | undefined, share: number): Nanoseconds | undefined => {
  if (took === undefined) return undefined;
  const buckets = [...took].sort(([a], [b]) => a - b);
  const wanted = share * buckets.reduce((sum, [, requests]) => sum + requests, 0);
  let counted = 0;
  for (const [below, requests] of buckets) {
    counted += requests;
    if (requests > 0 && counted >= wanted) return nanoseconds(below * MIDDLE);
  }
  return undefined;
};

const MIDDLE = 0.75;
