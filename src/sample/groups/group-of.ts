/**
 * What the path of a control group says of a task in it: its container and pod, its systemd unit, slice and user.
 *
 * Sources: path-patterns.ts; systemd.slice(5), systemd.unit(5), user@.service(5). Names are somebody else's: not yet sanitized.
 */
import { defined } from '../../lib/defined.ts';
import { PATH_PATTERNS, type Runtime } from './path-patterns.ts';

export type Group = {
  readonly runtime?: Runtime;
  /** An id of 12 to 64 hexadecimal digits or a name, as the runtime has it. Of nested ones the outermost. */
  readonly container?: string;
  /** Of Kubernetes the uid with its dashes; of podman an id. */
  readonly pod?: string;
  /** The systemd unit of the host, or of the user's own manager: `nginx.service`, `session-3.scope`. */
  readonly unit?: string;
  /** The innermost slice around the unit, or around the group itself. */
  readonly slice?: string;
  /** The id of the user whose session or service it is. */
  readonly user?: number;
};

/** The same few hundred paths come with every sample, and taking one apart costs 10 µs: what each says is kept. */
const keptByPath = <Value>(find: (path: string) => Value): ((path: string) => Value) => {
  const kept = new Map<string, Value>();
  return (path) => {
    const known = kept.get(path);
    if (known !== undefined) return known;
    if (kept.size >= MOST_KEPT) kept.clear();
    const value = find(path);
    kept.set(path, value);
    return value;
  };
};

const MOST_KEPT = 2000;

/**
 * What stands inside a container its own root may have named: only parts up to the first container count.
 * @param path as /proc/PID/cgroup has it; what is longer than a path can be is left out
 */
export const groupOf = keptByPath((path): Group => {
  const group: { -readonly [Name in keyof Group]: Group[Name] } = {};
  let before = '';
  for (const part of path.slice(0, LONGEST).split('/')) {
    if (part === '') continue;
    Object.assign(group, containerOf(part, before));
    before = part;
    const user = USER.exec(part)?.[1];
    // What stands in a user's own tree the user may have named.
    if (user !== undefined) group.user ??= Number(user);
    const hasUnit = group.unit !== undefined && !MANAGER.test(group.unit);
    if (part.endsWith('.slice') && !hasUnit) group.slice = part;
    if (UNIT.test(part) && !hasUnit) group.unit = unescaped(part);
    if (group.container !== undefined) break;
  }
  return group;
});

/** What all patterns have but that of a name within lxc: most parts have none of it. */
const MAY_MATCH = /[0-9a-f]{12}|^lxc\.|^machine-|^systemd-nspawn@/;

/** PATH_MAX */
const LONGEST = 4096;

const containerOf = (
  part: string,
  before: string,
): Pick<Group, 'runtime' | 'container' | 'pod'> => {
  if (!MAY_MATCH.test(part) && !before.startsWith('lxc')) return {};
  for (const { part: pattern, within, runtime } of PATH_PATTERNS) {
    const groups = within?.test(before) === false ? undefined : pattern.exec(part)?.groups;
    if (groups === undefined) continue;
    const { container, pod } = groups;
    return defined({
      runtime,
      container: container === undefined ? undefined : unescaped(container),
      pod: pod?.replaceAll('_', '-'),
    });
  }
  return {};
};

const UNIT = /.\.(?:service|scope|socket|mount|swap)$/;
const USER = /^user[-@](\d{1,10})\.(?:slice|service)$/;
/** The user's own systemd: what it runs has units of its own. */
const MANAGER = /^user@\d{1,10}\.service$/;

/** systemd writes bytes that mean something to it as \xHH. Source: systemd-escape(1). */
const unescaped = (name: string): string =>
  name.replace(/\\x([0-9a-f]{2})/g, (whole, digits) => {
    const code = Number.parseInt(digits, 16);
    return code < 0x80 ? String.fromCharCode(code) : whole;
  });
