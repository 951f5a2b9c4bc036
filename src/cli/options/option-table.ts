/**
 * Every option of the program: those of the settings table, and those about one run, a row each. Parsing and `--help` come from here.
 *
 * Names and letters are those of iotop 0.1, iotop 0.6 and iotop-c 1.33, which agree where they overlap.
 */
import { OPTION_GROUPS, type OptionRow } from '../../tui/settings/setting.ts';
import { SETTING_ROWS } from '../../tui/settings/settings-table.ts';
import { type Arguments, parseArgumentsBy } from './parse-arguments.ts';
import { ENGINE_OPTION, ITER_OPTION, SELECTION_OPTIONS } from './shared-options.ts';

const OWN_OPTIONS = [
  { ...ITER_OPTION, group: 'What to run' },
  {
    name: 'batch',
    short: 'b',
    group: 'What to run',
    help: 'print lists, not the screen [default: where standard output is no terminal]',
  },
  {
    name: 'json',
    group: 'What to run',
    help: 'print samples as JSON, one per line (docs/stream.md)',
  },
  {
    name: 'csv',
    group: 'What to run',
    help: 'print comma-separated values, one line per task and sample',
  },
  { ...ENGINE_OPTION, group: 'What to run' },
  {
    name: 'delayacct',
    group: 'What to run',
    help: 'turn kernel.task_delayacct on while iotop runs (SWAPIN needs it)',
  },
  {
    name: 'read-only',
    group: 'What to run',
    help: 'disable all keys that change something (IOTOP_NO_RENICE=1: only the key i)',
  },
  {
    name: 'write',
    short: 'W',
    group: 'What to run',
    help: 'save the settings of this command line to the configuration file and exit',
  },
  { name: 'debug-write', group: 'What to run', help: 'print what -W would save and exit' },
  { name: 'help', short: 'h', group: 'What to run', help: 'show this help and exit' },
  { name: 'version', short: 'v', group: 'What to run', help: 'show the version and exit' },

  { ...SELECTION_OPTIONS[0], group: 'What to show' },
  { ...SELECTION_OPTIONS[1], group: 'What to show' },
  {
    name: 'unattributed',
    group: 'What to show',
    help: 'add a header line: what the disks moved but no task was charged for',
  },
  {
    name: 'summary',
    group: 'What to show',
    help: 'after the lists, print totals by command, ended tasks included',
  },

  {
    name: 'personality',
    value: 'NAME',
    group: 'How to show it',
    help: 'behave as iotop, iotop-c or iotop-py [default: the name it is called by]',
  },
  {
    name: 'time',
    short: 't',
    group: 'How to show it',
    help: 'print the time before each line (implies -b)',
  },
  { name: 'timestamp', group: 'How to show it', help: 'the same as --time' },
  {
    name: 'quiet',
    short: 'q',
    many: true,
    group: 'How to show it',
    help: '-q: titles once, -qq: no titles, -qqq: no header either (implies -b)',
  },

  {
    name: 'reverse-graph',
    short: 'R',
    group: 'The screen',
    help: 'accepted, no effect: the newest is always at the right',
  },
  {
    name: 'help-type',
    short: 'H',
    value: 'TYPE',
    group: 'The screen',
    help: 'accepted, no effect: none, win or inline (the help is a window, key ?)',
  },
] as const satisfies readonly OptionRow[];

/** An option that is no setting. */
export type OwnOption = (typeof OWN_OPTIONS)[number]['name'];

/** In the order of the help. */
export const OPTIONS: readonly OptionRow[] = OPTION_GROUPS.flatMap((group) => {
  const all = [...SETTING_ROWS.flatMap(([, { optionRows }]) => optionRows), ...OWN_OPTIONS];
  return all.filter((row) => row.group === group);
});

/** Options that old command lines and iotoprc files have; here they change nothing. */
const WITHOUT_EFFECT: readonly OwnOption[] = ['reverse-graph', 'help-type'];

/** Options about one run, such as `--pid`: in a file they would hold for all runs. */
export const RUN_OPTIONS: readonly OwnOption[] = OWN_OPTIONS.map(({ name }) => name).filter(
  (name) => !WITHOUT_EFFECT.includes(name),
);

/** What the command line has of them; those of settings are read by the settings table. */
export type ProgramArguments = Arguments<OwnOption>;

/** @param program the name it goes by @throws UsageError as `parseArgumentsBy` */
export const parseArguments = (args: readonly string[], program = 'iotop'): Arguments<string> =>
  parseArgumentsBy(OPTIONS, args, `${program} --help`);
