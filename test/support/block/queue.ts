/** A device's request queue, as sysfs lets it be set. */
import { writeFileSync } from 'node:fs';

/** For a device that goes with the test: nothing is set back. */
export const setQueue = (device: string, name: 'scheduler' | 'nr_requests', value: string): void =>
  writeFileSync(`/sys/block/${device}/queue/${name}`, value);
