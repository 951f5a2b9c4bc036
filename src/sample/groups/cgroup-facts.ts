/** What a task has from its control group, as fields of an entry. They are known together, and go together when the task moves to another group. */
import type { CgroupFacts } from '../sample.ts';

/** An entry, or facts, while nobody else holds them. */
export type CgroupFactsDraft = { -readonly [Name in keyof CgroupFacts]: CgroupFacts[Name] };

/** Of any entry that has more. */
export const cgroupFactsOf = ({ cgroupPath, containerName, podName }: CgroupFacts): CgroupFacts => {
  const facts: CgroupFactsDraft = {};
  putCgroupFacts({ cgroupPath, containerName, podName }, facts);
  return facts;
};

/** Puts those that are known into an entry, field by field: it is done for each task. */
export const putCgroupFacts = (
  from: { readonly [Name in keyof CgroupFacts]: CgroupFacts[Name] | undefined },
  into: CgroupFactsDraft,
): void => {
  if (from.cgroupPath !== undefined) into.cgroupPath = from.cgroupPath;
  if (from.containerName !== undefined) into.containerName = from.containerName;
  if (from.podName !== undefined) into.podName = from.podName;
};

export const areSameCgroupFacts = (a: CgroupFacts, b: CgroupFacts): boolean =>
  a.cgroupPath === b.cgroupPath && a.containerName === b.containerName && a.podName === b.podName;
