/** Paths of control groups as their tasks tell them. */
import { unifiedCgroupOf } from '../../kernel/abi/proc/process-cgroup.ts';
import { readCgroups } from '../../kernel/sys/proc/task-details.ts';
import type { CgroupMember, CgroupPaths } from '../../tui/core/effects.ts';

/** Those that could be had: a task may be gone, and without cgroup v2 an id has no path. @param root where proc is mounted */
export const readCgroupPaths = (members: readonly CgroupMember[], root = '/proc'): CgroupPaths => {
  const paths = new Map<number, string>();
  for (const { id, tid } of members) {
    const read = readCgroups(tid, root);
    const path = 'value' in read ? unifiedCgroupOf(read.value) : undefined;
    if (path !== undefined) paths.set(id, path);
  }
  return paths;
};
