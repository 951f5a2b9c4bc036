/** What only the screen asks about tasks: the details of one, and the paths of control groups. */
import { anyCgroupOf, unifiedCgroupOf } from '../../kernel/abi/proc/small-files.ts';
import {
  MOST_FILES,
  type Readout,
  readArguments,
  readCgroups,
  readOpenFiles,
  readParent,
  readThreads,
  readWaitChannel,
  readWorkingDirectory,
  valueOr,
} from '../../kernel/sys/proc/task-details.ts';
import { defined } from '../../lib/defined.ts';
import { nanoseconds } from '../../lib/units.ts';
import { parentChain } from '../../model/view/parents.ts';
import type { Tid } from '../../sample/sample.ts';
import {
  type CgroupMember,
  type CgroupPaths,
  NO_DETAILS,
  type Target,
  type TaskDetails,
} from '../../tui/core/effects.ts';
import { absenceOf } from './task-actions.ts';

/**
 * Everything that could be read of one task, and in words what could not.
 * @param waiting the task to ask what it waits for
 */
export const readDetails = (target: Target, waiting: Tid): TaskDetails => {
  const { tid, tgid } = target;
  if (absenceOf(target) !== undefined) return { ...NO_DETAILS, isGone: true };
  const commandLine = readArguments(tgid);
  const cgroup = readCgroups(tid);
  const workingDirectory = readWorkingDirectory(tgid);
  const threads = readThreads(tgid);
  const openFiles = readOpenFiles(tid);
  return {
    readAt: nanoseconds(performance.now() * 1e6),
    commandLine: valueOr([], commandLine),
    ...('value' in cgroup ? { cgroup: anyCgroupOf(cgroup.value) } : {}),
    ...('value' in workingDirectory ? { workingDirectory: workingDirectory.value } : {}),
    ...defined({ sleepsIn: readWaitChannel(waiting) }),
    parents: parentChain(readParent(tgid)?.ppid, readParent),
    threads: valueOr([], threads),
    openFiles: valueOr([], openFiles),
    problems: [
      ...problem('command line', commandLine),
      ...problem('threads', threads),
      ...problem('open files', openFiles),
      ...(valueOr([], openFiles).length === MOST_FILES
        ? [`only the first ${MOST_FILES} files`]
        : []),
    ],
  };
};

/** A task that has ended is no problem: the screen says so by itself. */
const problem = (what: string, readout: Readout<unknown>): readonly string[] =>
  'value' in readout || readout.code === 'ENOENT' || readout.code === 'ESRCH'
    ? []
    : [`${what}: ${readout.code === 'EACCES' ? 'not permitted (run as root)' : readout.code}`];

/** Paths of control groups as their tasks tell them. Those that could be had: a task may be gone, and without cgroup v2 an id has no path. @param root where proc is mounted */
export const readCgroupPaths = (members: readonly CgroupMember[], root = '/proc'): CgroupPaths => {
  const paths = new Map<number, string>();
  for (const { id, tid } of members) {
    const read = readCgroups(tid, root);
    const path = 'value' in read ? unifiedCgroupOf(read.value) : undefined;
    if (path !== undefined) paths.set(id, path);
  }
  return paths;
};
