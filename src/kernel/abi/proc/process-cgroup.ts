/** /proc/PID/cgroup: the control groups of a task, one hierarchy a line. Source: cgroups(7), kernel/cgroup/cgroup.c. */

/** The path in the unified hierarchy (version 2), whose line begins with `0::`; undefined where there is none. */
export const unifiedCgroupOf = (text: string): string | undefined =>
  text
    .split('\n')
    .find((line) => line.startsWith(UNIFIED))
    ?.slice(UNIFIED.length);

/** The path in the unified hierarchy, or in the first one there is; '' where there is none. */
export const anyCgroupOf = (text: string): string =>
  unifiedCgroupOf(text) ?? (text.split('\n')[0] ?? '').split(':').slice(2).join(':');

const UNIFIED = '0::';
