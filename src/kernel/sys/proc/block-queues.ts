/** What the kernel keeps of requests. */
import { readdirSync } from 'node:fs';
import { readText } from './kernel-facts.ts';

/**
 * Whether the kernel notes of every device's requests when the device got them. It does while somebody keeps statistics of the queue, as the throttling of
 * write-back does, which is on unless it was switched off or the scheduler is one of its own.
 *
 * @param root where sysfs is mounted @returns false where it is not known. Source: block/blk-mq.c (QUEUE_FLAG_STATS), Documentation/ABI/stable/sysfs-block
 */
export const queuesKeepTimes = (root = '/sys'): boolean => {
  try {
    const devices = readdirSync(`${root}/block`);
    return devices.every((name) =>
      keepsTimes(readText(`${root}/block/${name}/queue/wbt_lat_usec`)),
    );
  } catch {
    return false;
  }
};

/** A device without requests of its own has no such file. */
const keepsTimes = (latency: string | undefined): boolean =>
  latency === undefined || Number(latency) > 0;
