/** Files under /proc/PID of which one value is of use. */

/**
 * /proc/PID/cgroup has one hierarchy of control groups a line. Source: cgroups(7), kernel/cgroup/cgroup.c.
 *
 * @returns the path in the unified hierarchy (version 2), whose line begins with `0::`; undefined where there is none
 */
export const unifiedCgroupOf = (text: string): string | undefined =>
  text
    .split('\n')
    .find((line) => line.startsWith(UNIFIED))
    ?.slice(UNIFIED.length);

/** The same file: the path in the hierarchy of version 1 that has this controller; undefined where there is none. */
export const controllerCgroupOf = (text: string, controller: string): string | undefined =>
  text
    .split('\n')
    .map((line) => line.split(':'))
    .find(([, controllers]) => controllers?.split(',').includes(controller))
    ?.slice(2)
    .join(':');

/** /proc/cgroups: the controllers of version 1 that are in use, those whose hierarchy has most groups first. Source: proc_cgroupstats_show of kernel/cgroup/cgroup-v1.c. */
export const controllersOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([name = '#', hierarchy]) => !name.startsWith('#') && Number(hierarchy) > 0)
    .sort(([, , a], [, , b]) => Number(b) - Number(a))
    .map(([name = '']) => name);

/** The path in the unified hierarchy, or in the first one there is; '' where there is none. */
export const anyCgroupOf = (text: string): string =>
  unifiedCgroupOf(text) ?? (text.split('\n')[0] ?? '').split(':').slice(2).join(':');

const UNIFIED = '0::';

/** /proc/PID/fdinfo/N: the position in bytes, from the line `pos:`; undefined when there is none. Source: Documentation/filesystems/proc.rst, section 3.8. */
export const filePositionOf = (fdinfo: string): number | undefined => {
  const digits = /^pos:\s*(\d{1,19})$/m.exec(fdinfo)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/**
 * The same file: whether it was opened as a directory, by O_DIRECTORY in the line `flags:`. Its position is a place in a listing, no bytes.
 * @param arch as Node names it: the bit differs. Sources: include/uapi/asm-generic/fcntl.h, arch/{arm,powerpc}/include/uapi/asm/fcntl.h.
 */
export const isDirectoryOpen = (fdinfo: string, arch: string): boolean => {
  const flags = /^flags:\s*([0-7]{1,12})$/m.exec(fdinfo)?.[1] ?? '0';
  const bit = /^(arm|arm64|ppc|ppc64)$/.test(arch) ? 0o40000 : 0o200000;
  return (Number.parseInt(flags, 8) & bit) !== 0;
};

/** The same file: the id of the mount the file is on, from the line `mnt_id:`; undefined when there is none. */
export const mountIdOf = (fdinfo: string): number | undefined => {
  const digits = /^mnt_id:\s*(\d{1,10})$/m.exec(fdinfo)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** /proc/TID/wchan: the function of the kernel a task sleeps in; undefined where it does not sleep, or the kernel does not say. */
export const waitChannelOf = (text: string): string | undefined => {
  const symbol = text.trim();
  return symbol === '' || symbol === '0' ? undefined : symbol;
};

/**
 * /proc/PID/timens_offsets: how far a time namespace's boot clock is ahead of the kernel's own, ns; undefined when the text does not say.
 *
 * Source: proc_timens_show_offsets() in kernel/time/namespace.c.
 */
export const bootClockOffset = (text: string): number | undefined => {
  const [, seconds, rest] = /^boottime\s+(-?\d+)\s+(\d+)$/m.exec(text) ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1e9 + Number(rest);
};
