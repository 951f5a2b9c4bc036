/** Starts the program, prints what ends it, and is the only place that exits. */

import { run } from './cli/program.ts';
import { setRuntimeFlags } from './cli/runtime-flags.ts';
import { messageOf, UsageError } from './lib/errors.ts';
import { sanitize } from './render/sanitize.ts';

const main = async (): Promise<void> => {
  setRuntimeFlags();
  const [, name = 'iotop', ...args] = process.argv;
  try {
    process.exitCode = await run(name, args);
  } catch (error) {
    for (const line of messageOf(error).split('\n')) {
      process.stderr.write(`iotop: ${sanitize(line)}\n`);
    }
    process.exitCode = error instanceof UsageError ? error.exitCode : 1;
  }
  // A worker or a terminal handle left open must not keep us.
  process.exit();
};

await main();
