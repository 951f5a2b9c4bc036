/** A task's long facts, which seldom change: a recording writes them once a block. See record/format/task-facts.ts. */
import { putCgroupFacts } from '../groups/cgroup-facts.ts';
import type { CgroupFacts, TaskEntry } from '../sample.ts';

export type TaskFacts = CgroupFacts &
  Pick<TaskEntry, 'processComm' | 'processStartedAt' | 'command' | 'kernelThread' | 'user'>;

type MutableTaskFacts = { -readonly [Name in keyof TaskFacts]: TaskFacts[Name] };

/** Facts to be put into many entries. Every member is there, so that V8 sees one shape of object. */
export type KeptFacts = { readonly [Name in keyof TaskFacts]-?: TaskFacts[Name] | undefined };

export const keepFacts = (task: TaskFacts): KeptFacts => {
  const { processComm, processStartedAt, command, kernelThread, user } = task;
  const { cgroupPath, containerName, podName } = task;
  return {
    processComm,
    processStartedAt,
    command,
    kernelThread,
    user,
    cgroupPath,
    containerName,
    podName,
  };
};

/** Puts the known facts into an entry. Field by field: `Object.assign` takes as long as all the rest of decoding. */
export const putFacts = (from: KeptFacts, into: MutableTaskFacts): void => {
  if (from.processComm !== undefined) into.processComm = from.processComm;
  if (from.processStartedAt !== undefined) into.processStartedAt = from.processStartedAt;
  if (from.command !== undefined) into.command = from.command;
  if (from.kernelThread !== undefined) into.kernelThread = from.kernelThread;
  if (from.user !== undefined) into.user = from.user;
  if (from.cgroupPath !== undefined) putCgroupFacts(from, into);
};
