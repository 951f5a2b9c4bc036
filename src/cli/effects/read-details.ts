/** The details of one task for the screen: everything that could be read, and in words what could not. */
import { anyCgroupOf } from '../../kernel/abi/proc/process-cgroup.ts';
import {
  MOST_FILES,
  type Readout,
  readArguments,
  readCgroups,
  readOpenFiles,
  readThreads,
  readWorkingDirectory,
  valueOr,
} from '../../kernel/sys/proc/task-details.ts';
import type { Target, TaskDetails } from '../../tui/core/effects.ts';

export const readDetails = ({ tid, tgid }: Target): TaskDetails => {
  const commandLine = readArguments(tgid);
  const cgroup = readCgroups(tid);
  const workingDirectory = readWorkingDirectory(tgid);
  const threads = readThreads(tgid);
  const openFiles = readOpenFiles(tid);
  return {
    commandLine: valueOr([], commandLine),
    ...('value' in cgroup ? { cgroup: anyCgroupOf(cgroup.value) } : {}),
    ...('value' in workingDirectory ? { workingDirectory: workingDirectory.value } : {}),
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
