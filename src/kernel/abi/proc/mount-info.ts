/**
 * How proc and the control groups are mounted, by /proc/self/mountinfo.
 *
 * Source: Documentation/filesystems/proc.rst, 3.5 and 4; `ID PARENT MAJ:MIN ROOT MOUNTPOINT OPTIONS [TAG…] - TYPE SOURCE SUPEROPTIONS`.
 */

/** Where the control groups of one version are mounted, in the order of mounting. Paths that need escapes are left out. */
export const cgroupMountsOf = (text: string, version: 1 | 2): readonly string[] =>
  mountsIn(text)
    .filter(({ type, point }) => type === CGROUP_TYPES[version] && !point.includes('\\'))
    .map(({ point }) => point);

/** Where the hierarchy of version 1 that has this controller is mounted; undefined: it is not. */
export const controllerMountOf = (text: string, controller: string): string | undefined =>
  mountsIn(text).find(
    ({ type, point, options }) =>
      type === CGROUP_TYPES[1] && !point.includes('\\') && options.split(',').includes(controller),
  )?.point;

const CGROUP_TYPES = { 1: 'cgroup', 2: 'cgroup2' } as const;

/** How a mount of proc hides other users' processes. */
export type HidePid = {
  /** As mounted: `1` or `noaccess`, `2` or `invisible`, `4` or `ptraceable`. */
  readonly mode: string;
  /** The group that still sees everything. */
  readonly group: number;
};

/** @param mountPoint free of spaces and backslashes, which the file escapes @returns undefined when nothing is hidden */
export const hidePidOf = (text: string, mountPoint: string): HidePid | undefined => {
  // Of two mounts on one folder, the later covers the earlier.
  const mount = mountsIn(text).findLast(({ point }) => point === mountPoint);
  if (mount?.type !== 'proc') return undefined;
  const values = new Map(mount.options.split(',').map(split));
  const mode = values.get('hidepid') ?? '0';
  if (mode === '0' || mode === 'off') return undefined;
  return { mode, group: Number(values.get('gid') ?? 0) };
};

/** Where a file system is mounted, and from what. */
export type MountPoint = {
  readonly point: string;
  /** What of the file system is there: `/`, or the folder of a bind mount. */
  readonly root: string;
  /** `major:minor`; the major is 0 where it is on no device of its own. */
  readonly device: string;
  readonly type: string;
  /** As it was mounted: `/dev/sda1`, `server:/export`, or any word. */
  readonly source: string;
};

/** By the id of each mount. */
export const mountPointsOf = (text: string): ReadonlyMap<number, MountPoint> =>
  new Map(
    text.split('\n').flatMap((line) => {
      const fields = line.split(' ');
      const separator = fields.indexOf('-');
      const [id, device, root, point, type, source] = [
        0,
        2,
        3,
        4,
        separator + 1,
        separator + 2,
      ].map((at) => fields[at]);
      if (separator < 0 || device === undefined || root === undefined) return [];
      if (point === undefined || source === undefined) return [];
      const mount = {
        point: unescaped(point),
        root: unescaped(root),
        device,
        type: type ?? '',
        source: unescaped(source),
      };
      return [[Number(id), mount] as const];
    }),
  );

/** Blanks, newlines and backslashes stand as octal numbers in the file. */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 8)));

type Mount = { readonly point: string; readonly type: string; readonly options: string };

/** `options` are those of the file system. */
const mountsIn = (text: string): readonly Mount[] =>
  text.split('\n').flatMap((line) => {
    const fields = line.split(' ');
    const separator = fields.indexOf('-');
    const [point, type, options = ''] = [4, separator + 1, separator + 3].map((at) => fields[at]);
    return separator < 0 || point === undefined || type === undefined
      ? []
      : [{ point, type, options }];
  });

const split = (option: string): readonly [string, string] => {
  const equals = option.indexOf('=');
  return equals < 0 ? [option, ''] : [option.slice(0, equals), option.slice(equals + 1)];
};
