/**
 * How proc and the control groups are mounted, by /proc/self/mountinfo.
 *
 * Source: Documentation/filesystems/proc.rst, 3.5 and 4; `ID PARENT MAJ:MIN ROOT MOUNTPOINT OPTIONS [TAG…] - TYPE SOURCE SUPEROPTIONS`.
 */

/** Where the control groups of one version are mounted, in the order of mounting. Paths that need escapes are left out. */
export const cgroupMountsOf = (text: string, version: 1 | 2): readonly string[] => {
  const points: string[] = [];
  for (const line of text.split('\n')) {
    const fields = line.split(' ');
    const separator = fields.indexOf('-');
    const point = fields[MOUNT_POINT_FIELD];
    if (separator < 0 || point === undefined || point.includes('\\')) continue;
    if (fields[separator + 1] === (version === 1 ? 'cgroup' : 'cgroup2')) points.push(point);
  }
  return points;
};

/** How a mount of proc hides other users' processes. */
export type HidePid = {
  /** As mounted: `1` or `noaccess`, `2` or `invisible`, `4` or `ptraceable`. */
  readonly mode: string;
  /** The group that still sees everything. */
  readonly group: number;
};

/** @param mountPoint free of spaces and backslashes, which the file escapes @returns undefined when nothing is hidden */
export const hidePidOf = (text: string, mountPoint: string): HidePid | undefined => {
  let found: HidePid | undefined;
  for (const line of text.split('\n')) {
    const fields = line.split(' ');
    const separator = fields.indexOf('-');
    if (fields[MOUNT_POINT_FIELD] !== mountPoint || separator < 0) continue;
    // Of two mounts on one folder, the later covers the earlier.
    found = fields[separator + 1] === 'proc' ? hidePid(fields[separator + 3] ?? '') : undefined;
  }
  return found;
};

const MOUNT_POINT_FIELD = 4;

const hidePid = (options: string): HidePid | undefined => {
  const values = new Map(options.split(',').map((option) => split(option)));
  const mode = values.get('hidepid') ?? '0';
  if (mode === '0' || mode === 'off') return undefined;
  return { mode, group: Number(values.get('gid') ?? 0) };
};

const split = (option: string): readonly [string, string] => {
  const equals = option.indexOf('=');
  return equals < 0 ? [option, ''] : [option.slice(0, equals), option.slice(equals + 1)];
};
