/** Starts the program, prints what ends it, and is the only place that exits. */
import { basename } from 'node:path';
import { inspect } from 'node:util';
import { commandOf } from './cli/commands/commands.ts';
import { prepareEnd } from './cli/effects/end-process.ts';
import { noterOf, processIo } from './cli/effects/process-io.ts';
import { mistakeStatusOf, personalityNameOf } from './cli/personality-name.ts';
import { messageOf, UsageError } from './lib/errors.ts';

const end = prepareEnd();

const exit = async (status: number): Promise<void> => {
  await end(status);
  // A worker or a terminal handle left open must not keep us.
  process.exit(status);
};

const main = async (): Promise<number> => {
  const [, path = 'iotop', ...args] = process.argv;
  const calledBy = basename(path);
  const name = personalityNameOf(calledBy, args);
  try {
    const { load, use, rest } = commandOf(args);
    const io = processIo({ calledBy, name }, use);
    const { run } = await load();
    return await run(rest, io);
  } catch (error) {
    const note = noterOf(name);
    // Nobody may be there to read why we end.
    process.stderr.on('error', () => undefined);
    for (const line of messageOf(error).split('\n')) note(line);
    return error instanceof UsageError ? (error.exitCode ?? mistakeStatusOf(name)) : 1;
  }
};

// An error outside of a command: Node would print the same, and then end in its own way.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${inspect(error)}\n`);
  void exit(1);
});

void main().then(exit);
