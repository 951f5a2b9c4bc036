/** The service and the container of a task, as people call them, and by what they are told apart. Not yet sanitized: a renderer does that. */
import { type Group, groupOf } from '../../sample/groups/group-of.ts';
import type { CgroupFacts, TaskEntry } from '../../sample/sample.ts';

/** What is known of a task's control group. */
export type GroupFacts = CgroupFacts & Pick<TaskEntry, 'cgroup'>;

export type NamedGroup = {
  readonly name: string;
  /** The id of the user whose service or container it is, where it is not the system's. */
  readonly owner?: number;
};

/** Digits of a container's id by which runtimes show it. */
const SHORT = 12;

/** By whom tasks are added up. Every task is in one group of each. */
export const GROUP_NAMES = {
  services: (entry: GroupFacts): NamedGroup => {
    const { cgroupPath } = entry;
    if (cgroupPath === undefined) return unknownGroup(entry);
    const group = groupOf(cgroupPath);
    const { unit, container, slice, user } = group;
    // A container's own unit bears its id.
    const isOwn = container !== undefined && unit?.includes(container) !== false;
    const name = isOwn ? nameOf(group, entry) : unit;
    return owned(name ?? slice ?? cgroupPath, name === undefined ? undefined : user);
  },
  containers: (entry: GroupFacts): NamedGroup => {
    const { cgroupPath } = entry;
    if (cgroupPath === undefined) return unknownGroup(entry);
    const group = groupOf(cgroupPath);
    if (group.container === undefined) return { name: NO_CONTAINER };
    return owned(nameOf(group, entry), group.user);
  },
} as const;

/** By what a filter finds the service of a task: `nginx.service`, `nginx`. Undefined: unknown. */
export const serviceWords = (facts: GroupFacts): readonly string[] | undefined => {
  if (facts.cgroupPath === undefined) return undefined;
  const { name } = GROUP_NAMES.services(facts);
  return [name, name.replace(/\.service$/, '')];
};

/** By what it finds the container: `docker 4f797c539e6c`, the id, short or whole; where it has a name `web`, `docker/web`. Undefined: unknown. */
export const containerWords = (facts: GroupFacts): readonly string[] | undefined => {
  if (facts.cgroupPath === undefined) return undefined;
  const { containerName: name } = facts;
  const { container, runtime } = groupOf(facts.cgroupPath);
  if (container === undefined) return [];
  const [by, short] = [runtime ?? ANY_RUNTIME, shortOf(container)];
  return [
    ...[GROUP_NAMES.containers(facts).name, container, short, `${by} ${short}`],
    ...(name === undefined ? [] : [name, `${by}/${name}`]),
  ];
};

/** By what it finds the pod: `shop/web-7d4b`, `web-7d4b`, the uid, short or whole. Undefined: unknown. */
export const podWords = (facts: GroupFacts): readonly string[] | undefined => {
  if (facts.cgroupPath === undefined) return undefined;
  const { podName: name } = facts;
  const { pod } = groupOf(facts.cgroupPath);
  return [
    ...(pod === undefined ? [] : [pod, shortOf(pod)]),
    ...(name === undefined ? [] : [name, name.slice(name.indexOf('/') + 1)]),
  ];
};

/** The tasks of the host itself. */
const NO_CONTAINER = 'no container';

/** Of a group that is known by its id only, or of none. */
const unknownGroup = ({ cgroup }: GroupFacts): NamedGroup => ({
  name: cgroup === undefined ? 'unknown' : `unknown ${cgroup}`,
});

const owned = (name: string, owner: number | undefined): NamedGroup =>
  owner === undefined ? { name } : { name, owner };

/**
 * `docker web`, `lxc mail`, without a name `docker 4f797c539e6c`; of Kubernetes with the pod. What stands in a user's own tree of groups says whose it is:
 * its path, and its name from that user's files, may be like those of one of the system's containers.
 */
const nameOf = (
  { runtime, container = '', pod, user = 0 }: Group,
  { containerName, podName }: GroupFacts,
): string => {
  const name = containerName ?? shortOf(container);
  const inPod = podName ?? (pod === undefined ? undefined : shortOf(pod));
  const of = inPod === undefined ? '' : ` (pod ${inPod})`;
  const by = user === 0 ? '' : ` (user ${user})`;
  return `${runtime ?? ANY_RUNTIME} ${name}${of}${by}`;
};

/** The path does not say which it is. */
const ANY_RUNTIME = 'container';

const shortOf = (id: string): string => (IS_ID.test(id) ? id.slice(0, SHORT) : id);

/** Of a container, or of a pod. */
const IS_ID = /^[0-9a-f]{12,64}$|^[0-9a-f-]{36}$/;
