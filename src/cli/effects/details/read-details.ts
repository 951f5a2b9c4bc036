/** What only the screen asks: details of a task, and the own figures of a control group. */
import {
  anyCgroupOf,
  controllerCgroupOf,
  unifiedCgroupOf,
} from '../../../kernel/abi/proc/small-files.ts';
import { groupTrees, readGroupIo } from '../../../kernel/sys/proc/group-io.ts';
import {
  MOST_FILES,
  type Readout,
  readArguments,
  readCgroups,
  readOpenFiles,
  readParent,
  readThreads,
  readWorkingDirectory,
  valueOr,
} from '../../../kernel/sys/proc/task-details.ts';
import { defined } from '../../../lib/defined.ts';
import { nanoseconds } from '../../../lib/units.ts';
import { parentChain } from '../../../model/view/parents.ts';
import {
  type GroupFigures,
  type Look,
  NO_DETAILS,
  type Target,
  type TaskDetails,
} from '../../../tui/core/effects.ts';
import { absenceOf } from '../task-actions.ts';

/**
 * Everything that could be read of one task, and in words what could not. Of one that has ended the parents that live.
 * @param looks at what it sleeps in
 */
export const readDetails = (target: Target, looks: readonly Look[] = []): TaskDetails => {
  const { tid, tgid, ppid } = target;
  if (absenceOf(target) !== undefined)
    return { ...NO_DETAILS, isGone: true, parents: parentChain(ppid, readParent) };
  const commandLine = readArguments(tgid);
  const cgroup = readCgroups(tid);
  const workingDirectory = readWorkingDirectory(tgid);
  const threads = readThreads(tgid);
  const openFiles = readOpenFiles(tid);
  return {
    readAt: nanoseconds(performance.now() * 1e6),
    commandLine: valueOr([], commandLine),
    ...('value' in cgroup
      ? { cgroup: anyCgroupOf(cgroup.value), group: readGroupsOf(cgroup.value) }
      : {}),
    ...('value' in workingDirectory ? { workingDirectory: workingDirectory.value } : {}),
    // Where the kernel hides a task's files from us it hides what it waits for too, and says 0.
    looks: 'code' in openFiles ? [] : looks,
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

/** Of the group with this path, in whichever tree it is. */
export const readGroup = (path: string): GroupFigures =>
  readGroupIo(groupTrees(), { unified: path, blkio: path });

/** Of a task's groups: it may be in another in each tree. The root of one is the whole machine. @param text of /proc/TID/cgroup */
const readGroupsOf = (text: string): GroupFigures =>
  readGroupIo(
    groupTrees(),
    defined({
      unified: belowRoot(unifiedCgroupOf(text)),
      blkio: belowRoot(controllerCgroupOf(text, 'blkio')),
    }),
  );

const belowRoot = (path: string | undefined): string | undefined =>
  path === '/' ? undefined : path;

/** A task that has ended is no problem: the screen says so by itself. */
const problem = (what: string, readout: Readout<unknown>): readonly string[] =>
  'value' in readout || readout.code === 'ENOENT' || readout.code === 'ESRCH'
    ? []
    : [`${what}: ${readout.code === 'EACCES' ? 'not permitted (run as root)' : readout.code}`];
