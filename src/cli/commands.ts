/** The words that may stand first on the command line, and what each runs: arguments behind it in, exit code out. */
import { UsageError } from '../lib/errors.ts';
import { runDoctor } from './doctor.ts';
import { outputStream } from './output-stream.ts';
import { runCommand } from './run-command.ts';

export type Command = (args: readonly string[]) => Promise<number>;

const doctor: Command = async (args) => {
  const wrong = args.find((argument) => argument !== '--json');
  if (wrong !== undefined) {
    throw new UsageError(
      `unknown argument ${JSON.stringify(wrong)}; iotop doctor takes --json only`,
    );
  }
  const { text, exitCode } = runDoctor({ format: args.length === 0 ? 'text' : 'json' });
  await outputStream(process.stdout).write(text);
  return exitCode;
};

export const COMMANDS: Readonly<Record<string, Command | undefined>> = { doctor, run: runCommand };
