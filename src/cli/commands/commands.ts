/** The commands: the words that may stand first on the command line, and what each runs. */
import type { ProcessUse, RunCommand } from '../effects/command-io.ts';
import type { CommandPage } from '../options/command-page.ts';
import { COMPACT_PAGE, runCompact } from './compact.ts';
import { DOCTOR_PAGE, runDoctor } from './doctor.ts';
import { RECORD_PAGE, runRecord } from './record.ts';
import { REPLAY_PAGE, runReplay } from './replay.ts';
import { REPORT_PAGE, runReport } from './report.ts';
import { runRun } from './run.ts';
import { RUN_PAGE } from './run-options.ts';
import { runShow } from './show.ts';
import { REPAIR_PAGE, runRepair, runVerify, VERIFY_PAGE } from './verify.ts';

export type NamedCommand = {
  readonly name: string;
  readonly page: CommandPage;
  readonly run: RunCommand;
  readonly use: ProcessUse;
};

const OWN: ProcessUse = { kind: 'own', keysFrom: 'terminal' };

/** In the order of the manual. */
export const COMMANDS: readonly NamedCommand[] = [
  {
    name: 'run',
    page: RUN_PAGE,
    run: runRun,
    use: { kind: 'shared' },
  },
  { name: 'record', page: RECORD_PAGE, run: runRecord, use: OWN },
  { name: 'replay', page: REPLAY_PAGE, run: runReplay, use: OWN },
  { name: 'report', page: REPORT_PAGE, run: runReport, use: OWN },
  { name: 'verify', page: VERIFY_PAGE, run: runVerify, use: OWN },
  { name: 'repair', page: REPAIR_PAGE, run: runRepair, use: OWN },
  { name: 'compact', page: COMPACT_PAGE, run: runCompact, use: OWN },
  { name: 'doctor', page: DOCTOR_PAGE, run: runDoctor, use: OWN },
];

/** Where no command is named; `iotop --help` is its page. */
const SHOW: Pick<NamedCommand, 'run' | 'use'> = {
  run: runShow,
  use: { kind: 'own', keysFrom: 'standard-input' },
};

/** @returns the command, and the arguments that are its own */
export const commandOf = (
  args: readonly string[],
): Pick<NamedCommand, 'run' | 'use'> & { readonly rest: readonly string[] } => {
  const named = COMMANDS.find(({ name }) => name === args[0]);
  return named === undefined ? { ...SHOW, rest: args } : { ...named, rest: args.slice(1) };
};
