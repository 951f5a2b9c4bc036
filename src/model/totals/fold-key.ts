/** What tells a fold (ended-folds.ts) from tasks, and from other folds. */
import type { TaskEntry, TaskKey } from '../../sample/sample.ts';
import { commandNameOf } from '../command-name.ts';

/** No task has the id 0. */
export const isFold = ({ tid }: TaskEntry): boolean => tid === 0;

/** The fold of an ended task, or of a fold: by command and user, the same in every interval. */
export const foldKeyOf = (entry: TaskEntry, command = commandNameOf(entry)): TaskKey =>
  `0@${entry.uid ?? '?'} ${command}` as TaskKey;
