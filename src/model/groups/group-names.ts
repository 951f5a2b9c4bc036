/** The service, container, pod, slice and session of a task, as people call them, and by what they are told apart. Not yet sanitized: a renderer does that. */
import { type Group, groupOf } from '../../sample/groups/group-of.ts';
import type { CgroupFacts, TaskEntry } from '../../sample/sample.ts';

/** What is known of a task's control group. */
export type GroupFacts = CgroupFacts & Pick<TaskEntry, 'cgroup'>;

type NamedGroup = {
  readonly name: string;
  /** The id of the user whose service or container it is, where it is not the system's. */
  readonly owner?: number;
  /** Of what is in none: no control group is these tasks' and nobody else's. */
  readonly isRest?: true;
};

/** Digits of a container's id by which runtimes show it. */
const SHORT = 12;

type Namer = (group: Group, facts: GroupFacts, path: string) => NamedGroup;

/** Of a control group whose path is known; of any other its id tells. */
const named =
  (namer: Namer) =>
  (facts: GroupFacts): NamedGroup => {
    const { cgroupPath, cgroup } = facts;
    if (cgroupPath !== undefined) return namer(groupOf(cgroupPath), facts, cgroupPath);
    return { name: cgroup === undefined ? 'unknown' : `unknown ${cgroup}`, isRest: true };
  };

/** By whom tasks are added up. Every task is in one group of each. */
export const GROUP_NAMES = {
  services: named((group, facts, path) => {
    const { unit, container, within, slice, user } = group;
    // A container's own unit bears its id.
    if (container !== undefined && within === undefined) return owned(nameOf(group, facts), user);
    if (unit !== undefined) return owned(unit, user);
    return slice === undefined && path !== '/' ? { name: path } : rest(slice ?? path);
  }),
  containers: named((group, facts) =>
    group.container === undefined ? rest('no container') : owned(nameOf(group, facts), group.user),
  ),
  pods: named((group, facts) => {
    const pod = podOf(group, facts);
    return pod === undefined ? rest('no pod') : owned(pod + whose(group), group.user);
  }),
  slices: named(({ slice }) => (slice === undefined ? rest('no slice') : { name: slice })),
  sessions: named(({ session, user }) =>
    session === undefined ? rest('no session') : owned(`session ${session} (user ${user})`, user),
  ),
  cgroups: named((_, __, path) => ({ name: path })),
} as const;

const rest = (name: string): NamedGroup => ({ name, isRest: true });

const owned = (name: string, owner: number | undefined): NamedGroup =>
  owner === undefined ? { name } : { name, owner };

/** `docker web`, `lxc mail`, without a name `docker 4f797c539e6c`; of Kubernetes with the pod. */
const nameOf = (group: Group, facts: GroupFacts): string => {
  const { runtime, container = '' } = group;
  const name = facts.containerName ?? shortOf(container);
  const pod = podOf(group, facts);
  const of = pod === undefined ? '' : ` (pod ${pod})`;
  return `${runtime ?? ANY_RUNTIME} ${name}${of}${whose(group)}`;
};

/** `shop/web-7d4b`, without a name the uid, short. Undefined: none. */
const podOf = ({ container, pod }: Group, { podName }: GroupFacts): string | undefined => {
  if (container === undefined && pod === undefined) return undefined;
  return podName ?? (pod && shortOf(pod));
};

/**
 * What stands in a user's own tree of groups, or inside a service, which may be a user's too, says whose it is: its path, and its name, may be like
 * those of one of the system's containers.
 */
const whose = ({ user = 0, within }: Group): string =>
  (user === 0 ? '' : ` (user ${user})`) + (within === undefined ? '' : ` (in ${within})`);

/** The path does not say which it is. */
export const ANY_RUNTIME = 'container';

export const shortOf = (id: string): string => (IS_ID.test(id) ? id.slice(0, SHORT) : id);

/** Of a container, or of a pod. */
const IS_ID = /^[0-9a-f]{12,64}$|^[0-9a-f-]{36}$/;
