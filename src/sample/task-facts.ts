/** What seldom changes of a task and is long: a recording says it once a block. See record/task-facts.ts. */
import type { TaskEntry } from './sample.ts';

export type TaskFacts = Pick<
  TaskEntry,
  'processComm' | 'processStartedAt' | 'command' | 'kernelThread' | 'user'
>;

export type MutableTaskFacts = { -readonly [Name in keyof TaskFacts]: TaskFacts[Name] };

/** Those that are known; an absent one stays absent. Field by field: `Object.assign` takes as long as all the rest. */
export const copyFacts = (from: TaskFacts, into: MutableTaskFacts): void => {
  if (from.processComm !== undefined) into.processComm = from.processComm;
  if (from.processStartedAt !== undefined) into.processStartedAt = from.processStartedAt;
  if (from.command !== undefined) into.command = from.command;
  if (from.kernelThread !== undefined) into.kernelThread = from.kernelThread;
  if (from.user !== undefined) into.user = from.user;
};
