/** The words that may stand first on the command line, and what each runs. */
import { UsageError } from '../lib/errors.ts';
import type { RunCommand } from './command-io.ts';
import { runCompact } from './compact-command.ts';
import { runDoctor } from './doctor.ts';
import { runRecord } from './record-command.ts';
import { runReplay } from './replay-command.ts';
import { runReport } from './report-command.ts';
import { runCommand } from './run-command.ts';
import { runRepair, runVerify } from './verify-command.ts';

const doctor: RunCommand = async (args, io) => {
  const wrong = args.find((argument) => argument !== '--json');
  if (wrong !== undefined) {
    throw new UsageError(
      `unknown argument ${JSON.stringify(wrong)}; iotop doctor takes --json only`,
    );
  }
  const { text, exitCode } = runDoctor({ format: args.length === 0 ? 'text' : 'json' });
  await io.stdout(text);
  return exitCode;
};

const COMMANDS = new Map<string, RunCommand>([
  ['compact', runCompact],
  ['doctor', doctor],
  ['record', runRecord],
  ['repair', runRepair],
  ['replay', runReplay],
  ['report', runReport],
  ['verify', runVerify],
]);

/** Takes the process's signals over only where the command wants them: what `run` starts gets them itself. */
export const commandNamed = (
  name: string | undefined,
  openIo: () => Parameters<RunCommand>[1],
): ((args: readonly string[]) => Promise<number>) | undefined => {
  if (name === 'run') return runCommand;
  const command = COMMANDS.get(name ?? '');
  return command && ((args) => command(args, openIo()));
};
