/** What each block device sits on, and what is mounted on it. Pure: facts in, places out. */
import type { MountPoint } from '../../kernel/abi/proc/mount-info.ts';
import type { BlockDeviceFacts } from '../../kernel/sys/proc/block-device.ts';
import { defined } from '../../lib/defined.ts';
import type { DeviceEntry } from '../../sample/sample.ts';

/** Where a device stands among the others; see the fields of `DeviceEntry`. */
export type StackPlace = Pick<DeviceEntry, 'on' | 'alias' | 'file' | 'fileSystem' | 'mount'>;

/** `id` is `major:minor`. */
type StackedDevice = Pick<BlockDeviceFacts, 'slaves' | 'alias' | 'file'> & {
  readonly id: string;
  readonly name: string;
};

/** By name. @param mounts in the order of mounting */
export const stackOf = (
  devices: readonly StackedDevice[],
  mounts: readonly MountPoint[],
): ReadonlyMap<string, StackPlace> => {
  const names = namesBySource(devices);
  const nameOf = ({ device, source }: MountPoint): string | undefined =>
    names.get(device) ?? names.get(source);
  const mounted = firstMounts(mounts, nameOf);
  return new Map(
    devices.map((device) => {
      const { name, alias, file } = device;
      const holder = file === undefined ? undefined : mountOfFile(file, mounts);
      const on = [...device.slaves, ...pathsOf(name, devices), ...(holder ? [nameOf(holder)] : [])];
      const mount = mounted.get(name);
      const below = on.filter((each) => each !== undefined && each !== name).join(' ');
      return [
        name,
        defined({
          on: below === '' ? undefined : below,
          alias,
          file,
          fileSystem: mount?.type,
          mount: mount?.point,
        }),
      ];
    }),
  );
};

/** By what a mount calls a device: its number, or where the file system has a number of its own (btrfs), the path it was mounted from. */
const namesBySource = (devices: readonly StackedDevice[]): ReadonlyMap<string, string> =>
  new Map(
    devices.flatMap(({ id, name, alias }) => [
      [id, name],
      [`/dev/${name}`, name],
      ...(alias === undefined ? [] : [[`/dev/mapper/${alias}`, name] as const]),
    ]),
  );

/** Of several the first of the whole file system: a bind mount of a folder tells less. */
const firstMounts = (
  mounts: readonly MountPoint[],
  nameOf: (mount: MountPoint) => string | undefined,
): ReadonlyMap<string, MountPoint> => {
  const first = new Map<string, MountPoint>();
  for (const mount of mounts) {
    const name = nameOf(mount);
    if (name === undefined) continue;
    const known = first.get(name);
    if (known === undefined || (known.root !== '/' && mount.root === '/')) first.set(name, mount);
  }
  return first;
};

/** By the path alone: asking for the file itself may wait for a server that does not answer. Of mounts on one folder the last counts. */
const mountOfFile = (file: string, mounts: readonly MountPoint[]): MountPoint | undefined => {
  let found: MountPoint | undefined;
  for (const mount of mounts) {
    const folder = mount.point === '/' ? '/' : `${mount.point}/`;
    if (file.startsWith(folder) && mount.point.length >= (found?.point.length ?? 0)) found = mount;
  }
  return found;
};

/** What a drive with several ways to it is reached by: `nvme0c0n1` and `nvme0c1n1` are below `nvme0n1`. Source: drivers/nvme/host/multipath.c. */
const pathsOf = (name: string, devices: readonly StackedDevice[]): readonly string[] => {
  const [, subsystem, space] = /^nvme(\d+)n(\d+)$/.exec(name) ?? [];
  if (subsystem === undefined) return [];
  const path = new RegExp(`^nvme${subsystem}c\\d+n${space}$`);
  return devices.map((device) => device.name).filter((other) => path.test(other));
};
