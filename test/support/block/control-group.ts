/** Control groups with a limit, for the tasks of a test; of either version. */
import { accessSync, constants, existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { until } from '../test-run/until.ts';

/** Where limits are set, in which file each, and as what. */
type Place = { readonly root: string; readonly limits: readonly (readonly [string, string])[] };

const VERSION_1 = '/sys/fs/cgroup';
const VERSION_2 = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'];

/** A group whose tasks may have little memory: what they have more goes to swap. */
export const memoryGroup = (bytes: number): string =>
  groupAt('memory', [
    { root: `${VERSION_1}/memory`, limits: [['memory.limit_in_bytes', `${bytes}`]] },
    ...VERSION_2.map((root): Place => ({ root, limits: [['memory.max', `${bytes}`]] })),
  ]);

/** A group for whose tasks a device reads no more often than that. @param device major:minor */
export const readsGroup = (device: string, perSecond: number): string =>
  devicesGroup(device, { riops: perSecond });

/** A group for whose tasks a device reads and writes no more bytes a second than that. @param device major:minor */
export const bytesGroup = (device: string, perSecond: number): string =>
  devicesGroup(device, { rbps: perSecond, wbps: perSecond });

/** The files of version 1, by the names of version 2. */
const THROTTLES = {
  riops: 'blkio.throttle.read_iops_device',
  rbps: 'blkio.throttle.read_bps_device',
  wbps: 'blkio.throttle.write_bps_device',
} as const;

const devicesGroup = (
  device: string,
  limits: { readonly [Name in keyof typeof THROTTLES]?: number },
): string => {
  const each = Object.entries(limits) as readonly (readonly [keyof typeof THROTTLES, number])[];
  const together = each.map(([name, limit]) => `${name}=${limit}`).join(' ');
  return groupAt('io', [
    {
      root: `${VERSION_1}/blkio`,
      limits: each.map(([name, limit]) => [THROTTLES[name], `${device} ${limit}`]),
    },
    ...VERSION_2.map((root): Place => ({ root, limits: [['io.max', `${device} ${together}`]] })),
  ]);
};

/** Whether groups can limit that here. @param controller by its name in version 2 */
export const canLimit = (controller: 'memory' | 'io'): boolean =>
  existsSync(`${VERSION_1}/${controller === 'io' ? 'blkio' : controller}/cgroup.procs`) ||
  VERSION_2.some((root) => existsSync(`${root}/${controller}.pressure`));

/** Where groups can be made, of either version; undefined: nowhere. */
export const groupTree = (): string | undefined =>
  [...VERSION_2, `${VERSION_1}/memory`, `${VERSION_1}/pids`].find(
    (root) => existsSync(`${root}/cgroup.procs`) && isWritable(root),
  );

const isWritable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

/** @returns for the shell: makes itself a task of the group, which goes with the test */
const groupAt = (name: string, places: readonly Place[]): string => {
  const place = places.find(({ root }) => existsSync(`${root}/cgroup.procs`));
  if (place === undefined) throw new Error(`no control group limits ${name} here`);
  const folder = join(place.root, `iotop-test-${process.pid}-${name}`);
  mkdirSync(folder);
  // The kernel lets go of a group's last task a moment after it has ended.
  onTestFinished(() => until(() => isRemoved(folder)));
  for (const [file, limit] of place.limits) writeFileSync(join(folder, file), limit);
  return `echo $$ >${folder}/cgroup.procs`;
};

/** Whether the group is gone now: one with tasks stays. */
export const isRemoved = (folder: string): boolean => {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
};
