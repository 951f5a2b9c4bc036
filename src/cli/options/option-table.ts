/**
 * Every option of the program: those of the settings table, and those about one run, a row each. Parsing and `--help` come from here.
 *
 * Names and letters are those of iotop 0.1, iotop 0.6 and iotop-c 1.33, which agree where they overlap.
 */
import { OPTION_GROUPS, type OptionRow } from '../../tui/settings/option-row.ts';
import { SETTING_ROWS } from '../../tui/settings/settings-table.ts';
import { PERSONALITY_NAMES } from '../personality-name.ts';
import { HELP_OPTION } from './command-page.ts';
import { type Arguments, type ParsedRow, parseArgumentsBy } from './parse-arguments.ts';
import {
  DEVICE_OPTION,
  ENGINE_OPTION,
  ITER_OPTION,
  NO_BLOCK_OPTION,
  SELECTION_OPTIONS,
} from './shared-options.ts';

/** Where iotop-c draws its help; ours is a window. */
export const HELP_TYPES = ['none', 'win', 'inline'] as const;

const OWN_OPTIONS = {
  'What to run': [
    ITER_OPTION,
    {
      name: 'batch',
      short: 'b',
      help: 'print lists, not the screen [default: where standard output is no terminal]',
    },
    { name: 'json', help: 'print samples as JSON, one per line (docs/stream.md)' },
    { name: 'csv', help: 'print comma-separated values, one line per task and sample' },
    ENGINE_OPTION,
    NO_BLOCK_OPTION,
    {
      name: 'delayacct',
      help: 'turn kernel.task_delayacct on while iotop runs (SWAPIN needs it)',
    },
    {
      name: 'read-only',
      help: 'disable all keys that change something (IOTOP_NO_RENICE=1: only the key i)',
    },
    {
      name: 'write',
      short: 'W',
      help: 'save the settings of this command line to the configuration file and exit',
    },
    { name: 'debug-write', help: 'print what -W would save and exit' },
    HELP_OPTION,
    { name: 'version', short: 'v', help: 'show the version and exit' },
  ],
  'What to show': [
    ...SELECTION_OPTIONS,
    DEVICE_OPTION,
    {
      name: 'unattributed',
      help: 'add a header line: what the disks moved but no task was charged for',
    },
    { name: 'summary', help: 'after the lists, print totals by command, ended tasks included' },
  ],
  'How to show it': [
    {
      name: 'personality',
      value: 'NAME',
      takes: PERSONALITY_NAMES,
      help: 'behave as iotop, iotop-c or iotop-py [default: the name it is called by]',
    },
    { name: 'time', short: 't', help: 'print the time before each line (implies -b)' },
    { name: 'timestamp', help: 'the same as --time' },
    {
      name: 'quiet',
      short: 'q',
      many: true,
      help: '-q: titles once, -qq: no titles, -qqq: no header either (implies -b)',
    },
  ],
  'The screen': [
    {
      name: 'reverse-graph',
      short: 'R',
      help: 'accepted, no effect: the newest is always at the right',
    },
    {
      name: 'help-type',
      short: 'H',
      value: 'TYPE',
      takes: HELP_TYPES,
      help: 'accepted, no effect: none, win or inline (the help is a window, key ?)',
    },
  ],
} as const satisfies Readonly<Record<OptionRow['group'], readonly ParsedRow[]>>;

type OwnOption = (typeof OWN_OPTIONS)[OptionRow['group']][number]['name'];

/** In the order of the help. */
export const OPTIONS: readonly OptionRow[] = OPTION_GROUPS.flatMap((group) => [
  ...SETTING_ROWS.flatMap(([, { optionRows }]) => optionRows).filter((row) => row.group === group),
  ...OWN_OPTIONS[group].map((row) => ({ ...row, group })),
]);

/** Options that old command lines and iotoprc files have; here they change nothing. */
const WITHOUT_EFFECT: readonly OwnOption[] = ['reverse-graph', 'help-type'];

/** Options about one run, such as `--pid`: in a file they would hold for all runs. */
export const RUN_OPTIONS: readonly OwnOption[] = Object.values(OWN_OPTIONS)
  .flatMap((rows) => rows.map(({ name }) => name))
  .filter((name) => !WITHOUT_EFFECT.includes(name));

/** What the command line has of them; those of settings are read by the settings table. */
export type ProgramArguments = Arguments<OwnOption>;

/** @param program the name it goes by @throws UsageError as `parseArgumentsBy` */
export const parseArguments = (args: readonly string[], program = 'iotop'): Arguments<string> =>
  parseArgumentsBy(OPTIONS, args, `${program} --help`);
