/** Starts the program, prints what ends it, and is the only place that exits. */
import { basename } from 'node:path';
import { inspect } from 'node:util';
import { openEnd } from './cli/effects/end-process.ts';
import { noterOf } from './cli/effects/process-io.ts';
import { personalityOf } from './cli/personality.ts';
import { run } from './cli/program.ts';
import { messageOf, UsageError } from './lib/errors.ts';

const end = openEnd();

const exit = async (status: number): Promise<void> => {
  await end(status);
  // A worker or a terminal handle left open must not keep us.
  process.exit(status);
};

const main = async (): Promise<number> => {
  const [, path = 'iotop', ...args] = process.argv;
  const calledBy = basename(path);
  try {
    return await run(calledBy, args);
  } catch (error) {
    const { name, mistakeStatus } = personalityOf(calledBy, args);
    const note = noterOf(name);
    // Nobody may be there to read why we end.
    process.stderr.on('error', () => undefined);
    for (const line of messageOf(error).split('\n')) note(line);
    return error instanceof UsageError ? (error.exitCode ?? mistakeStatus) : 1;
  }
};

// A fault of ours outside of `run`: Node would print the same, and then end in its own way.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${inspect(error)}\n`);
  void exit(1);
});

await exit(await main());
