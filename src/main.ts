/** Starts the program, prints what ends it, and is the only place that exits. */
import { basename } from 'node:path';
import { personalityOf } from './cli/personality.ts';
import { noterOf } from './cli/process-io.ts';
import { run } from './cli/program.ts';
import { messageOf, UsageError } from './lib/errors.ts';

const main = async (): Promise<void> => {
  const [, path = 'iotop', ...args] = process.argv;
  const calledBy = basename(path);
  try {
    process.exitCode = await run(calledBy, args);
  } catch (error) {
    const { name, mistakeStatus } = personalityOf(calledBy, args);
    const note = noterOf(name);
    for (const line of messageOf(error).split('\n')) note(line);
    process.exitCode = error instanceof UsageError ? (error.exitCode ?? mistakeStatus) : 1;
  }
  // A worker or a terminal handle left open must not keep us.
  process.exit();
};

await main();
