/** By what words a filter finds the service, container, pod, slice, session or control group of a task. */
import { type Group, groupOf } from '../../sample/groups/group-of.ts';
import { ANY_RUNTIME, GROUP_NAMES, type GroupFacts, shortOf } from './group-names.ts';

type GroupWords = {
  readonly name: string;
  /** undefined: unknown; empty: it is in none. */
  readonly wordsOf: (facts: GroupFacts) => readonly string[] | undefined;
  /** What the row says that the task is in, `no pod` and `unknown 4711` too: found by `=` alone, so that `pod ~ .` is any pod. */
  readonly labelsOf: (facts: GroupFacts) => readonly string[];
  /** What a value of `=` stands for; absent: for itself. */
  readonly equal?: (value: string) => (word: string) => boolean;
};

type Words = (group: Group, facts: GroupFacts) => readonly string[];

const known =
  (words: Words): GroupWords['wordsOf'] =>
  (facts) =>
    facts.cgroupPath === undefined ? undefined : words(groupOf(facts.cgroupPath), facts);

/** What a filter finds of a group's tasks, kept by path while the filter lives: they are many, groups a few hundred. @param find reads the facts alone */
export const keptByGroup = (
  find: (facts: GroupFacts) => boolean | undefined,
): ((facts: GroupFacts) => boolean | undefined) => {
  const kept = new Map<string, Kept>();
  return (facts) => {
    const { cgroupPath, cgroup, containerName, podName } = facts;
    if (cgroupPath === undefined) return find(facts);
    const known = kept.get(cgroupPath);
    if (
      known !== undefined &&
      known.cgroup === cgroup &&
      known.containerName === containerName &&
      known.podName === podName
    )
      return known.found;
    if (kept.size >= MOST_KEPT) kept.clear();
    const found = find(facts);
    kept.set(cgroupPath, { cgroup, containerName, podName, found });
    return found;
  };
};

type Kept = {
  readonly [Name in 'cgroup' | 'containerName' | 'podName']: GroupFacts[Name] | undefined;
} & { readonly found: boolean | undefined };

const MOST_KEPT = 2000;

/** `docker 4f797c539e6c`, `docker/4f797c539e6c`, the id, short or whole; where it has a name `web`, `docker/web`. */
const containerWords: Words = ({ container, runtime = ANY_RUNTIME }, facts) => {
  const { containerName: name } = facts;
  if (container === undefined) return [];
  const short = shortOf(container);
  return [
    ...[GROUP_NAMES.containers(facts).name, container, short],
    ...[`${runtime} ${short}`, `${runtime}/${short}`],
    ...(name === undefined ? [] : [name, `${runtime}/${name}`]),
  ];
};

/** `shop/web-7d4b`, `web-7d4b`, the uid, short or whole. */
const podWords: Words = ({ pod }, { podName: name }) => [
  ...(pod === undefined ? [] : [pod, shortOf(pod)]),
  ...(name === undefined ? [] : [name, name.slice(name.indexOf('/') + 1)]),
];

/** Of those around it too, which its name has: `user-1000.slice` stands in `user.slice`. Source: systemd.slice(5). */
const sliceWords: Words = ({ slice }) => {
  if (slice === undefined) return [];
  const parts = slice.replace(/\.slice$/, '').split('-');
  return parts.flatMap((_, at) => {
    const name = parts.slice(0, at + 1).join('-');
    return [`${name}.slice`, name];
  });
};

/** In a path the uid of a pod may have `_` for `-`, where `-` has a meaning. */
const isPod = (value: string): ((word: string) => boolean) => {
  const meant = PATHS_UID.test(value) ? value.replaceAll('_', '-') : value;
  return (word) => word === meant;
};

const PATHS_UID = /^[0-9a-f_]{36}$/;

/** Runtimes take the beginning of a container's id for it. */
const isContainer = (value: string): ((word: string) => boolean) => {
  if (!BEGINNING_OF_ID.test(value)) return (word) => word === value;
  return (word) => word === value || (ID.test(word) && word.startsWith(value));
};

const ID = /^[0-9a-f]{64}$/;
const BEGINNING_OF_ID = /^[0-9a-f]{4,63}$/;

const labelled =
  (unit: keyof typeof GROUP_NAMES): GroupWords['labelsOf'] =>
  (facts) => [GROUP_NAMES[unit](facts).name];

export const GROUP_WORDS: readonly GroupWords[] = [
  {
    // `nginx.service`, `nginx`.
    name: 'service',
    wordsOf: known((_, facts) => {
      const { name } = GROUP_NAMES.services(facts);
      return [name, name.replace(/\.service$/, '')];
    }),
    labelsOf: labelled('services'),
  },
  {
    name: 'container',
    wordsOf: known(containerWords),
    labelsOf: labelled('containers'),
    equal: isContainer,
  },
  { name: 'pod', wordsOf: known(podWords), labelsOf: labelled('pods'), equal: isPod },
  { name: 'slice', wordsOf: known(sliceWords), labelsOf: labelled('slices') },
  {
    // `3`, `session-3.scope`.
    name: 'session',
    wordsOf: known(({ session }) =>
      session === undefined ? [] : [session, `session-${session}.scope`],
    ),
    labelsOf: labelled('sessions'),
  },
  {
    name: 'cgroup',
    wordsOf: ({ cgroupPath }) => (cgroupPath === undefined ? undefined : [cgroupPath]),
    // Its number as well.
    labelsOf: (facts) => [GROUP_NAMES.cgroups(facts).name, String(facts.cgroup ?? '')],
  },
];
