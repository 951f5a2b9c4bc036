/** The whole program as a function from arguments to an exit code. */
import { commandOf } from './commands/commands.ts';
import { processIo } from './effects/process-io.ts';
import { personalityOf } from './personality.ts';

/** @param calledBy the last part of the path it was started by @returns the exit code @throws what `main` explains */
export const run = async (calledBy: string, args: readonly string[]): Promise<number> => {
  const { run, use, rest } = commandOf(args);
  return run(rest, processIo({ calledBy, name: personalityOf(calledBy, args).name }, use));
};
