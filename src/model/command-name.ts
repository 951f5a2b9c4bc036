/** How a task is named in the COMMAND column, and by what name tasks are added up. Not yet sanitized: a renderer does that. */
import type { TaskEntry } from '../sample/sample.ts';
import { withoutWork } from '../sample/worker-name.ts';

/** `full`: the command line without the program's folder. `short`: the process's program, for all its threads, as iotop-c has it. */
export type CommandStyle = 'full' | 'short';

/** What is shown of a task of which nothing is known but that it ended. */
const NO_SUCH_PROCESS = '{no such process}';

export const commandText = (entry: TaskEntry, style: CommandStyle): string => {
  const { command } = entry;
  if (entry.kernelThread || command === '' || command === undefined) return taskName(entry);
  if (style === 'short') return programName(command, kernelNameOf(entry)) || taskName(entry);
  const text = withoutFolder(command);
  return isOtherName(entry.comm, kernelNameOf(entry), text) ? withThreadName(entry, text) : text;
};

/** The command of a thread that goes by another name. */
export const withThreadName = ({ comm }: TaskEntry, command: string): string =>
  `${command} [${comm}]`;

/** The task's own name as the kernel keeps it, in brackets where no program stands behind it. */
export const taskName = (entry: TaskEntry): string => {
  if (entry.kernelThread || entry.command === '') return `[${entry.comm}]`;
  return entry.comm === '' ? NO_SUCH_PROCESS : entry.comm;
};

/** As the kernel keeps it: the first 15 bytes of the program's name, or what the process calls itself. */
export const kernelNameOf = ({ tid, tgid = tid, comm, processComm }: TaskEntry): string =>
  tid === tgid ? comm : (processComm ?? comm);

/**
 * `dd` of `/usr/bin/dd if=…`. What a process wrote over its arguments stays whole: `sshd: root@pts/0`.
 *
 * Arguments are joined by blanks, so only the kernel's name says which blanks are the program's own: `Plex Media Server`.
 */
export const programName = (command: string, kernelName: string): string => {
  const start = startOfName(command, endOfWord(command));
  const known = command.startsWith(kernelName, start) ? kernelName.length : 0;
  const space = command.indexOf(' ', start + known);
  const end = space < 0 ? command.length : space;
  if (command[end - 1] === ':') return command;
  return command.slice(start, end) || command.slice(0, end);
};

/** `/usr/bin/dd if=…` is `dd if=…`; a title such as `sshd: root@pts/0` is left as it is. */
export const withoutFolder = (command: string): string => {
  const isPath = FOLDERS.some((folder) => command.startsWith(folder));
  if (!isPath) return command;
  const end = endOfWord(command);
  const start = startOfName(command, end);
  return start === end ? command : command.slice(start);
};

const FOLDERS = ['/', './', '../'];

/** Where the first word ends. A search asks ten thousand command lines, so no word is cut out of them. */
const endOfWord = (command: string): number => {
  const space = command.indexOf(' ');
  return space < 0 ? command.length : space;
};

/** Behind the last slash of the first word. */
const startOfName = (command: string, end: number): number => command.lastIndexOf('/', end) + 1;

/** Whether a thread goes by another name than its process. */
export const isOtherName = (comm: string, kernelName: string, command: string): boolean =>
  comm !== kernelName && !command.startsWith(comm);

/**
 * The name of the process; of a kernel's worker without its work. A worker's name says what it did at the end of an interval,
 * its bytes are those of the whole interval: so they count for the worker.
 */
export const commandNameOf = (entry: TaskEntry): string => {
  const name = processNameOf(entry);
  return entry.kernelThread ? withoutWork(name) : name;
};

/** The name of the process's leader. A thread's own name is its process's only where the leader is known and has no other. */
export const processNameOf = ({
  tid,
  tgid = tid,
  comm,
  processComm,
  processStartedAt,
}: TaskEntry): string =>
  processComm ?? (tid === tgid || processStartedAt !== undefined ? comm : NO_SUCH_PROCESS);
