/** What people call a device by, and whether one is meant. */
import type { DeviceEntry } from '../../sample/sample.ts';

/** Names as the kernel has them, or below /dev/mapper. */
export type DeviceNames = readonly string[];

/** `/dev/vda`, `/dev/mapper/root`: `vda`, `root`. */
export const bareDeviceName = (text: string): string => text.replace(/^\/dev\/(mapper\/)?/, '');

export const isNamed = ({ name, alias }: DeviceEntry, names: DeviceNames): boolean =>
  names.includes(name) || (alias !== undefined && names.includes(alias));
