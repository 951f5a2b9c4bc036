/** The control group that is a whole service or container: whose own figures are those of its row. */
import { groupOf } from '../../sample/groups/group-of.ts';
import type { TaskEntry } from '../../sample/sample.ts';
import { GROUP_NAMES } from './group-names.ts';

/**
 * @param unit what a row is of
 * @param entry of a task in it, perhaps in a group further in
 * @returns a path, of the groups around the task the outermost that is still this service or container; undefined: it is in none, or in an unknown one,
 *   or straight in a slice or the root, which hold other services too
 */
export const groupFolderOf = (
  unit: keyof typeof GROUP_NAMES,
  entry: TaskEntry,
): string | undefined => {
  const { cgroupPath } = entry;
  if (cgroupPath === undefined) return undefined;
  const nameAt = (path: string): string => GROUP_NAMES[unit]({ ...entry, cgroupPath: path }).name;
  const { container, unit: service, slice } = groupOf(cgroupPath);
  const isShared = service === undefined && (slice !== undefined || cgroupPath === '/');
  if (container === undefined && (unit === 'containers' || isShared)) return undefined;
  const name = nameAt(cgroupPath);
  const parts = cgroupPath.split('/');
  const paths = parts.map((_, at) => parts.slice(0, at + 1).join('/'));
  return paths.find((path) => path !== '' && nameAt(path) === name);
};
