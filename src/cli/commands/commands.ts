/** The commands: the words that may stand first on the command line, and what each runs. */
import type { ProcessUse, RunCommand } from '../effects/command-io.ts';
import type { COMMAND_NAMES } from '../options/command-names.ts';
import type { CommandPage } from '../options/command-page.ts';

/** What a command is once it is loaded. */
type Command = { readonly page: CommandPage; readonly run: RunCommand };

type NamedCommand = {
  readonly name: (typeof COMMAND_NAMES)[number];
  /** Each brings what it needs of the program: one that is not called costs nothing. */
  readonly load: () => Promise<Command>;
  readonly use: ProcessUse;
};

const OWN: ProcessUse = { kind: 'own', keysFrom: 'terminal' };

/** In the order of the manual. */
export const COMMANDS: readonly NamedCommand[] = [
  {
    name: 'run',
    load: () => import('./run.ts').then((it) => ({ page: it.RUN_PAGE, run: it.runRun })),
    use: { kind: 'shared' },
  },
  {
    name: 'record',
    load: () => import('./record.ts').then((it) => ({ page: it.RECORD_PAGE, run: it.runRecord })),
    use: OWN,
  },
  {
    name: 'watch',
    load: () =>
      import('./watch/watch.ts').then((it) => ({ page: it.WATCH_PAGE, run: it.runWatch })),
    use: OWN,
  },
  {
    name: 'replay',
    load: () => import('./replay.ts').then((it) => ({ page: it.REPLAY_PAGE, run: it.runReplay })),
    use: OWN,
  },
  {
    name: 'report',
    load: () => import('./report.ts').then((it) => ({ page: it.REPORT_PAGE, run: it.runReport })),
    use: OWN,
  },
  {
    name: 'verify',
    load: () => import('./verify.ts').then((it) => ({ page: it.VERIFY_PAGE, run: it.runVerify })),
    use: OWN,
  },
  {
    name: 'repair',
    load: () => import('./verify.ts').then((it) => ({ page: it.REPAIR_PAGE, run: it.runRepair })),
    use: OWN,
  },
  {
    name: 'compact',
    load: () =>
      import('./compact.ts').then((it) => ({ page: it.COMPACT_PAGE, run: it.runCompact })),
    use: OWN,
  },
  {
    name: 'doctor',
    load: () => import('./doctor.ts').then((it) => ({ page: it.DOCTOR_PAGE, run: it.runDoctor })),
    use: OWN,
  },
];

/** Where no command is named; `iotop --help` is its page. */
const SHOW = {
  load: () => import('./show/show.ts').then(({ runShow: run }) => ({ run })),
  use: { kind: 'own', keysFrom: 'standard-input' },
} as const;

/** Where nothing else is asked for. */
const VERSION = {
  load: () => import('./show/version.ts').then(({ runVersion: run }) => ({ run })),
  use: SHOW.use,
};

/** A command that was asked for, with the arguments that are its own. */
type Asked = {
  readonly load: () => Promise<Pick<Command, 'run'>>;
  readonly use: ProcessUse;
  readonly rest: readonly string[];
};

export const commandOf = (args: readonly string[]): Asked => {
  const [first = ''] = args;
  if (args.length === 1 && ['-v', '--version'].includes(first)) return { ...VERSION, rest: args };
  const named = COMMANDS.find(({ name }) => name === first);
  return named === undefined ? { ...SHOW, rest: args } : { ...named, rest: args.slice(1) };
};
