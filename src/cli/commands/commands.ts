/** The words that may stand first on the command line, and what each runs. */
import { UsageError } from '../../lib/errors.ts';
import type { RunCommand } from '../effects/command-io.ts';
import { type CommandPage, commandHelp, HELP_OPTION } from '../options/command-page.ts';
import { parseArgumentsBy } from '../options/parse-arguments.ts';
import { COMPACT_PAGE, runCompact } from './compact.ts';
import { runDoctor } from './doctor.ts';
import { RECORD_PAGE, runRecord } from './record.ts';
import { REPLAY_PAGE, runReplay } from './replay.ts';
import { REPORT_PAGE, runReport } from './report.ts';
import { runCommand } from './run.ts';
import { RUN_PAGE } from './run-options.ts';
import { REPAIR_PAGE, runRepair, runVerify, VERIFY_PAGE } from './verify.ts';

export const DOCTOR_PAGE: CommandPage = {
  usage: 'iotop doctor [--json]',
  about: `Says what works here, what is missing, and what to type where it does not. Exit status 1 when something essential is missing.`,
  options: [
    { name: 'json', help: 'the findings as one JSON object (docs/doctor.md)' },
    HELP_OPTION,
  ],
};

const doctor: RunCommand = async (args, io) => {
  const given = parseArgumentsBy(DOCTOR_PAGE.options, args, 'iotop doctor --help');
  if (given.flag('help')) {
    await io.stdout(commandHelp(DOCTOR_PAGE));
    return 0;
  }
  const [wrong] = given.positionals;
  if (wrong !== undefined) {
    throw new UsageError(`unknown argument ${JSON.stringify(wrong)}; see iotop doctor --help`);
  }
  const { text, exitCode } = runDoctor({ format: given.flag('json') ? 'json' : 'text' });
  await io.stdout(text);
  return exitCode;
};

/** Of every command, in the order of the manual. */
export const COMMAND_PAGES: readonly CommandPage[] = [
  RUN_PAGE,
  RECORD_PAGE,
  REPLAY_PAGE,
  REPORT_PAGE,
  VERIFY_PAGE,
  REPAIR_PAGE,
  COMPACT_PAGE,
  DOCTOR_PAGE,
];

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
