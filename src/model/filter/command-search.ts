/** Whether a task's command line, or what COMMAND shows of it in either style, is what is asked for. */
import type { TaskEntry } from '../../sample/sample.ts';
import {
  isOtherName,
  kernelNameOf,
  programName,
  taskName,
  withoutFolder,
  withThreadName,
} from '../command-name.ts';

/** Whether a text is what is asked for. */
export type Is = (text: string) => boolean;

/** Threads of a process stand side by side: what they share is asked once. @param is the same for the same text */
export const commandSearch = (is: Is): ((entry: TaskEntry) => boolean) => {
  let asked: Answer | undefined;
  return (entry) => {
    const { command } = entry;
    if (entry.kernelThread || command === '' || command === undefined)
      return is(taskName(entry)) || (command !== undefined && is(command));
    const kernelName = kernelNameOf(entry);
    if (asked?.command !== command || asked.kernelName !== kernelName)
      asked = answerFor(command, kernelName, is);
    if (asked.isFound || (asked.program === '' && is(taskName(entry)))) return true;
    const { plain } = asked;
    return isOtherName(entry.comm, kernelName, plain)
      ? is(withThreadName(entry, plain))
      : asked.isPlainFound;
  };
};

type Answer = ReturnType<typeof answerFor>;

/** What is the same for all threads of that process. */
const answerFor = (command: string, kernelName: string, is: Is) => {
  const plain = withoutFolder(command);
  const program = programName(command, kernelName);
  const isCommand = is(command);
  return {
    command,
    kernelName,
    plain,
    program,
    isFound: isCommand || (program !== '' && is(program)),
    /** Of a thread that has no name of its own. */
    isPlainFound: plain === command ? isCommand : is(plain),
  };
};
