/**
 * What the path of a control group says of a task in it: its container and pod, its systemd unit, slice, session and user.
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
  /** The innermost slice of the host around the unit, or around the group itself: a user's own manager has slices inside the user's. */
  readonly slice?: string;
  /** What logind calls the session whose scope it is in: `3`, `c1`. */
  readonly session?: string;
  /** The id of the user whose session or service it is. */
  readonly user?: number;
  /**
   * The unit that the container or the pod stands inside of, where it is not its own. Who was given the groups of a service (`Delegate=`) may name
   * one like anybody's container.
   */
  readonly within?: string;
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
 * What stands inside a container its own root may have named, and what stands inside a unit whoever runs there: of parts behind the first unit only a
 * container or a pod counts, and of parts behind the first container none.
 * @param path as /proc/PID/cgroup has it; what is longer than a path can be is left out
 */
export const groupOf = keptByPath((path): Group => {
  const group: { -readonly [Name in keyof Group]: Group[Name] } = {};
  let before = '';
  for (const part of path.slice(0, LONGEST).split('/')) {
    if (part === '') continue;
    const found = containerOf(part, before);
    Object.assign(group, found);
    const { unit } = group;
    if (unit !== undefined && !MANAGER.test(unit)) {
      if (found !== NOTHING) group.within = unit;
    } else {
      const user = USER.exec(part)?.[1];
      // What stands in a user's own tree the user may have named.
      if (user !== undefined) group.user ??= Number(user);
      if (unit === undefined) Object.assign(group, hostsOf(part, before));
      if (UNIT.test(part)) group.unit = unescaped(part);
    }
    before = part;
    if (group.container !== undefined) break;
  }
  return group;
});

/** What all patterns have but that of a name within lxc: most parts have none of it. */
const MAY_MATCH = /[0-9a-f]{12}|^lxc\.|^machine-|^systemd-nspawn@/;

/** PATH_MAX */
const LONGEST = 4096;

/** What the host's own systemd says by a part. */
const hostsOf = (part: string, before: string): Pick<Group, 'slice' | 'session'> => {
  if (part.endsWith('.slice')) return { slice: part };
  const session = USER.test(before) ? SESSION.exec(part)?.[1] : undefined;
  return session === undefined ? NOTHING : { session };
};

const containerOf = (
  part: string,
  before: string,
): Pick<Group, 'runtime' | 'container' | 'pod'> => {
  if (!MAY_MATCH.test(part) && !before.startsWith('lxc')) return NOTHING;
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
  return NOTHING;
};

const NOTHING: Group = {};

const UNIT = /.\.(?:service|scope|socket|mount|swap)$/;
const USER = /^user[-@](\d{1,10})\.(?:slice|service)$/;
/** Source: systemd's `manager_start_scope`: `session-ID.scope` in the slice of the user. */
const SESSION = /^session-(\w{1,32})\.scope$/;
/** The user's own systemd: what it runs has units of its own. */
const MANAGER = /^user@\d{1,10}\.service$/;

/** systemd writes bytes that mean something to it as \xHH. Source: systemd-escape(1). */
const unescaped = (name: string): string =>
  name.replace(/\\x([0-9a-f]{2})/g, (whole, digits) => {
    const code = Number.parseInt(digits, 16);
    return code < 0x80 ? String.fromCharCode(code) : whole;
  });
