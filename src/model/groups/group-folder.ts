/** The control group that is the whole of what a row is of: whose own figures stand beside the row's. */
import type { TaskEntry } from '../../sample/sample.ts';
import { GROUP_NAMES } from './group-names.ts';

/**
 * @param unit what a row is of
 * @param entry of a task in it, perhaps in a group further in
 * @returns a path, of the groups around the task the outermost that is still this service, container or the like; undefined: it is in none, or in an
 *   unknown one, or of services straight in a slice or the root, which hold other services too
 */
export const groupFolderOf = (
  unit: keyof typeof GROUP_NAMES,
  entry: TaskEntry,
): string | undefined => {
  const { cgroupPath = '' } = entry;
  const { name, isRest } = GROUP_NAMES[unit](entry);
  if (isRest) return undefined;
  const parts = cgroupPath.split('/');
  const paths = parts.map((_, at) => parts.slice(0, at + 1).join('/'));
  return paths.find(
    (path) => path !== '' && GROUP_NAMES[unit]({ ...entry, cgroupPath: path }).name === name,
  );
};
