/**
 * Which hierarchy of control groups this machine puts its tasks into.
 *
 * On a host of version 1, and on a hybrid one that does not use the tree of version 2, every task is in the root of that tree, and
 * the kernel gives the same id (1) for each. Of the hierarchies of version 1, one for each controller or several, that with the most groups counts.
 * Source: cgroups(7), Documentation/admin-guide/cgroup-v2.rst.
 */
import { existsSync, readdirSync } from 'node:fs';
import { defined } from '../../../lib/defined.ts';
import { cgroupMountsOf, controllerMountOf } from '../../abi/proc/mount-info.ts';
import { controllersOf } from '../../abi/proc/small-files.ts';
import { readText } from './kernel-facts.ts';

/** Version 2: in use, or its tree is not visible here. `none`: all tasks are in the root of every tree. */
export type CgroupUse =
  | {
      readonly version: 2;
      /** Where it is mounted; absent: not here. */
      readonly mount?: string;
    }
  | {
      readonly version: 1;
      /** Which it is, as /proc/cgroups names one of its controllers; absent: only hierarchies without a controller have groups. */
      readonly controller?: string;
      readonly mount?: string;
    }
  | { readonly version: 'none' };

/** @param root where proc is mounted */
export const cgroupUse = (root = '/proc'): CgroupUse => {
  const mounts = readText(`${root}/self/mountinfo`) ?? '';
  const old = cgroupMountsOf(mounts, 1);
  const unified = cgroupMountsOf(mounts, 2);
  const mount = unified.find(
    (point) => existsSync(`${point}/${NOT_IN_THE_ROOT}`) || hasGroups(point),
  );
  if (unified.length + old.length === 0 || mount !== undefined) {
    return { version: 2, ...defined({ mount }) };
  }
  for (const controller of controllersOf(readText(`${root}/cgroups`) ?? '')) {
    const point = controllerMountOf(mounts, controller);
    if (point !== undefined && isUsed(point)) return { version: 1, controller, mount: point };
  }
  return old.some(isUsed) ? { version: 1 } : { version: 'none' };
};

const isUsed = (mount: string): boolean =>
  !existsSync(`${mount}/${ONLY_IN_THE_ROOT}`) || hasGroups(mount);

/** In a container the top of the mount is a group itself. These files show it: of version 2, and of version 1. */
const NOT_IN_THE_ROOT = 'cgroup.events';
const ONLY_IN_THE_ROOT = 'release_agent';

/** A group is a folder. */
const hasGroups = (mount: string): boolean => {
  try {
    return readdirSync(mount, { withFileTypes: true }).some((entry) => entry.isDirectory());
  } catch {
    return true; // we may not look: assume that groups are used
  }
};
