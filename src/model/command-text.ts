/** How a task is named in the COMMAND column. Not yet sanitized: a renderer does that. */
import type { TaskEntry } from '../sample/sample.ts';

/** `full`: the command line without the program's folder. `short`: the kernel's comm. */
export type CommandStyle = 'full' | 'short';

/** What is shown of a task of which nothing is known but that it ended. */
export const NO_SUCH_PROCESS = '{no such process}';

export const commandText = (entry: TaskEntry, style: CommandStyle): string => {
  if (entry.kernelThread || entry.command === '') return `[${entry.comm}]`;
  if (style === 'full' && entry.command !== undefined) {
    const command = withoutFolder(entry.command);
    return isRenamedThread(entry, command) ? `${command} [${entry.comm}]` : command;
  }
  return entry.comm === '' ? NO_SUCH_PROCESS : entry.comm;
};

/** `/usr/bin/dd if=…` is `dd if=…`; a title such as `sshd: root@pts/0` is left as it is. */
const withoutFolder = (command: string): string => {
  const space = command.indexOf(' ');
  const program = space < 0 ? command : command.slice(0, space);
  if (!/^\.{0,2}\//.test(program)) return command;
  const name = program.slice(program.lastIndexOf('/') + 1);
  return name === '' ? command : name + command.slice(program.length);
};

/** A thread that goes by another name than its process. */
const isRenamedThread = (entry: TaskEntry, command: string): boolean =>
  entry.tgid !== undefined &&
  entry.tid !== entry.tgid &&
  entry.comm !== (entry.processComm ?? entry.comm) &&
  !command.startsWith(entry.comm);
