/** Which block device of this machine a name means. */
import { realpathSync } from 'node:fs';
import { unknownDevice } from '../../model/devices/device-filter.ts';
import { bareDeviceName } from '../../model/devices/device-names.ts';
import { BlockDevices } from '../../sampler/live/block-devices.ts';

/**
 * @param text `vda`, `vda1`, `root` of /dev/mapper, or any path to a device, links of /dev/disk and of volumes included
 * @returns the kernel's name @throws UsageError when there is none; not where the kernel names no device at all
 */
export const deviceNamedHere = (text: string): string => {
  const all = devicesHere();
  const name = bareDeviceName(followed(text));
  const found = all.find(
    ({ counters, place }) => counters.name === name || place.alias === bareDeviceName(text),
  );
  if (found !== undefined || all.length === 0) return found?.counters.name ?? name;
  throw unknownDevice(text, namesOf(all));
};

/** All names that devices of this machine have now; empty where the kernel names none. */
export const deviceNamesHere = (): readonly string[] => namesOf(devicesHere());

const devicesHere = () => {
  const devices = new BlockDevices({ proc: '/proc', sys: '/sys' });
  const all = devices.read() ?? [];
  devices.close();
  return all;
};

const namesOf = (all: ReturnType<typeof devicesHere>): readonly string[] =>
  all.flatMap(({ counters, place }) => [counters.name, place.alias ?? []].flat());

/** Where a path leads in the end. */
const followed = (text: string): string => {
  if (!text.startsWith('/')) return text;
  try {
    return realpathSync(text);
  } catch {
    return text; // no such path: it is said to be no device
  }
};
