/**
 * Which version of control groups this machine puts its tasks into.
 *
 * On a host of version 1, and on a hybrid one that does not use the tree of version 2, every task is in the root of that tree, and
 * the kernel gives the same id (1) for each. Source: cgroups(7), Documentation/admin-guide/cgroup-v2.rst.
 */
import { existsSync, readdirSync } from 'node:fs';
import { cgroupMountsOf } from '../../abi/proc/mount-info.ts';
import { readText } from './kernel-facts.ts';

/** `version-2`: in use, or its tree is not visible here. `none`: all tasks are in the root of every tree. */
export type CgroupUse = 'version-1' | 'version-2' | 'none';

/** @param root where proc is mounted */
export const cgroupUse = (root = '/proc'): CgroupUse => {
  const mounts = readText(`${root}/self/mountinfo`) ?? '';
  const old = cgroupMountsOf(mounts, 1);
  const unified = cgroupMountsOf(mounts, 2);
  if (unified.length + old.length === 0) return 'version-2';
  if (unified.some((mount) => existsSync(`${mount}/${NOT_IN_THE_ROOT}`) || hasGroups(mount))) {
    return 'version-2';
  }
  const isUsed = (mount: string): boolean =>
    !existsSync(`${mount}/${ONLY_IN_THE_ROOT}`) || hasGroups(mount);
  return old.some(isUsed) ? 'version-1' : 'none';
};

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
