/** What seldom changes of a task and is long: a recording says it once a block. See record/format/task-facts.ts. */
import type { TaskEntry } from '../sample.ts';

export type TaskFacts = Pick<
  TaskEntry,
  'processComm' | 'processStartedAt' | 'command' | 'kernelThread' | 'user'
>;

export type MutableTaskFacts = { -readonly [Name in keyof TaskFacts]: TaskFacts[Name] };

/** Facts to be put into many entries. Always all of them, so that V8 sees one kind of object. */
export type KeptFacts = { readonly [Name in keyof TaskFacts]-?: TaskFacts[Name] | undefined };

export const keepFacts = (task: TaskFacts): KeptFacts => {
  const { processComm, processStartedAt, command, kernelThread, user } = task;
  return { processComm, processStartedAt, command, kernelThread, user };
};

/** Those that are known; an unknown one stays absent. Field by field: `Object.assign` takes as long as all the rest. */
export const putFacts = (from: KeptFacts, into: MutableTaskFacts): void => {
  if (from.processComm !== undefined) into.processComm = from.processComm;
  if (from.processStartedAt !== undefined) into.processStartedAt = from.processStartedAt;
  if (from.command !== undefined) into.command = from.command;
  if (from.kernelThread !== undefined) into.kernelThread = from.kernelThread;
  if (from.user !== undefined) into.user = from.user;
};
