/** The service and the container of a task, as people call them, and by what they are told apart. Not yet sanitized: a renderer does that. */
import type { TaskEntry } from '../../sample/sample.ts';
import { type Group, groupOf } from './group-of.ts';

/** What is known of a task's control group. */
export type GroupFacts = Pick<TaskEntry, 'cgroup' | 'cgroupPath'>;

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
    const name = isOwn ? containerName(group) : unit;
    return owned(name ?? slice ?? cgroupPath, name === undefined ? undefined : user);
  },
  containers: (entry: GroupFacts): NamedGroup => {
    const { cgroupPath } = entry;
    if (cgroupPath === undefined) return unknownGroup(entry);
    const group = groupOf(cgroupPath);
    if (group.container === undefined) return { name: NO_CONTAINER };
    return owned(containerName(group), group.user);
  },
} as const;

/** By what a filter finds the service of a task: `nginx.service`, `nginx`. Undefined: unknown. */
export const serviceWords = (facts: GroupFacts): readonly string[] | undefined => {
  if (facts.cgroupPath === undefined) return undefined;
  const { name } = GROUP_NAMES.services(facts);
  return [name, name.replace(/\.service$/, '')];
};

/** By what it finds the container: `docker 4f797c539e6c`, the id, short or whole, or its name. Undefined: unknown. */
export const containerWords = (facts: GroupFacts): readonly string[] | undefined => {
  if (facts.cgroupPath === undefined) return undefined;
  const { container } = groupOf(facts.cgroupPath);
  if (container === undefined) return [];
  return [GROUP_NAMES.containers(facts).name, container, container.slice(0, SHORT)];
};

/** The tasks of the host itself. */
const NO_CONTAINER = 'no container';

/** Of a group that is known by its id only, or of none. */
const unknownGroup = ({ cgroup }: GroupFacts): NamedGroup => ({
  name: cgroup === undefined ? 'unknown' : `unknown ${cgroup}`,
});

const owned = (name: string, owner: number | undefined): NamedGroup =>
  owner === undefined ? { name } : { name, owner };

/** `docker 4f797c539e6c`, `lxc mail`; of Kubernetes with the pod. */
const containerName = ({ runtime, container = '', pod }: Group): string => {
  const id = IS_ID.test(container) ? container.slice(0, SHORT) : container;
  const of = pod === undefined ? '' : ` (pod ${pod.slice(0, SHORT)})`;
  return `${runtime ?? 'container'} ${id}${of}`;
};

const IS_ID = /^[0-9a-f]{12,64}$/;
