/**
 * The manual page man/iotop.8, printed from the tables of options, commands, keys and columns.
 *
 * test/house/man-page.test.ts holds the file against this; `npx vitest run test/house/man-page.test.ts -u` writes it anew.
 * Macros: man(7), the part of it that groff and mandoc agree on.
 */

import { COMMANDS } from '../src/cli/commands/commands.ts';
import { type CommandPage, commandName, HELP_OPTION } from '../src/cli/options/command-page.ts';
import { FIGURES } from '../src/cli/options/help.ts';
import { OPTIONS } from '../src/cli/options/option-table.ts';
import type { ParsedRow } from '../src/cli/options/parse-arguments.ts';
import { DEFAULT_FOLDER } from '../src/cli/recording/recording-input.ts';
import { filterNames } from '../src/model/filter/filter-names.ts';
import { helpLinesFor } from '../src/tui/core/help-text.ts';
import { OPTION_GROUPS } from '../src/tui/settings/option-row.ts';

/** Of the last change of the words below. */
const DATE = '2026-11-23';

const PAGES = (await Promise.all(COMMANDS.map(({ load }) => load()))).map(({ page }) => page);

/** @param version of the package */
export const manPage = (version: string): string =>
  `${withoutEmptyParagraphs([
    '.\\" Made by scripts/man-page.ts from the tables in src: change those.',
    `.TH IOTOP 8 ${DATE} "iotop ${version}" "System Administration"`,
    ...section('NAME', ['iotop \\- show who is using the disk']),
    ...section('SYNOPSIS', synopsis()),
    ...section('DESCRIPTION', DESCRIPTION.flatMap(paragraph)),
    ...section('OPTIONS', options()),
    ...section('FILTERS', FILTERS.flatMap(paragraph)),
    ...section(
      'COMMANDS',
      PAGES.flatMap((page) => command(page)),
    ),
    ...section('KEYS', keys()),
    ...section(
      'FILES',
      FILES.flatMap(([path, text]) => entry(path, text)),
    ),
    ...section(
      'ENVIRONMENT',
      ENVIRONMENT.flatMap(([name, text]) => entry(name, text)),
    ),
    ...section(
      'EXIT STATUS',
      EXIT_STATUS.flatMap(([status, text]) => entry(status, text)),
    ),
    ...section(
      'EXAMPLES',
      EXAMPLES.flatMap(([line, text]) => entry(line, text)),
    ),
    ...section('SEE ALSO', SEE_ALSO),
  ]).join('\n')}\n`;

/** A title begins a paragraph by itself. */
const withoutEmptyParagraphs = (lines: readonly string[]): readonly string[] =>
  lines.filter((line, index) => line !== '.PP' || !/^\.S[HS]/.test(lines[index - 1] ?? ''));

const DESCRIPTION = [
  `iotop shows what each task (thread) or process reads from and writes to storage, how long it waits for it, and what the disks
  did: on a screen where there is a terminal, as lists where there is none.`,
  FIGURES,
  `Tasks that end between two looks are counted too. As root, or with CAP_BPF and CAP_PERFMON, iotop asks the kernel through BPF; with
  CAP_NET_ADMIN through taskstats; without either through /proc, which shows only the user's own tasks. iotop says
  what it cannot see, and what would help; "iotop doctor" lists all of it.`,
  `For scripts made for another iotop, call it by that one's name (a link suffices) or with --personality: as iotop-c it has the lists, names and exit
  status of iotop-c 1.33, as iotop-py those of Python's iotop 0.6.`,
];

const FILTERS = [
  `The option --where, and the key / where a text begins with a comparison, choose tasks by what is known of them:
  write > 1M and (comm ~ ^post or device = vda) and not user = root`,
  `Figures take = != < <= > >=, texts = and != for the whole and ~ and !~ for a regular expression, what is yes or no takes = and !=. Bytes have units
  (K M G T), rates with /s or without, times ns us ms s m h, shares %. A value with blanks stands in quotes. What is unknown is neither more nor less than
  anything, nor equal, nor unequal, and not of it is unknown too.`,
  `Names: ${filterNames().join(', ')}.`,
];

const FILES = [
  [
    '$XDG_CONFIG_HOME/iotop/config.toml',
    'Settings, as the key W and the option -W save them. ~/.config where XDG_CONFIG_HOME is not set.',
  ],
  [
    '$XDG_CONFIG_HOME/iotop/iotoprc',
    'The settings of iotop-c, one option per line; read where config.toml is missing.',
  ],
  [
    DEFAULT_FOLDER,
    'The recording of the packaged service; commands read it where no other is named.',
  ],
  ['/proc/sys/kernel/task_delayacct', 'Delay accounting, which SWAPIN needs; see --delayacct.'],
] as const;

const ENVIRONMENT = [
  ['NO_COLOR', 'Set and not empty: no colours.'],
  ['IOTOP_NO_RENICE', 'Set and not empty: the key i sets no I/O priorities.'],
  [
    'TERM, COLORTERM',
    'What the terminal can do. With TERM=dumb, or without TERM, iotop prints lists.',
  ],
  ['LC_ALL, LC_CTYPE, LANG', 'Without UTF-8 in them, graphs and lines are drawn in ASCII.'],
  ['TZ', 'The zone of the times shown.'],
] as const;

const EXIT_STATUS = [
  ['0', 'Success; also after Ctrl-C, and when nobody reads the output any more.'],
  ['1', 'Something needed is missing, a user is unknown, or a recording is damaged.'],
  ['2', 'The command line is wrong; called iotop-c: 1.'],
  [
    'other',
    'Of "iotop run": that of the command, or 128 and the number of the signal that ended it.',
  ],
] as const;

const EXAMPLES = [
  ['iotop -o', 'Only tasks that do something.'],
  ['iotop -b -n 5 -o -t', 'Five lists with the time before each line.'],
  ['iotop -P -a', 'What each process has moved since iotop started.'],
  ['iotop run -- make', 'What a command and all its descendants did.'],
  ['iotop record /var/log/iotop --keep 7d', 'Record, and keep a week.'],
  ['iotop replay --at "yesterday 03:00"', 'The screen as it was then.'],
  ['iotop report --from 02:00 --to 06:00 --by user', 'Who did how much last night.'],
  ['ssh host sudo iotop --json | iotop replay -', 'The screen of another host.'],
] as const;

const SEE_ALSO = [
  '.BR iostat (1),',
  '.BR ionice (1),',
  '.BR pidstat (1),',
  '.BR time (1),',
  '.BR proc (5),',
  '.BR capabilities (7),',
  '.BR vmstat (8)',
];

const section = (title: string, lines: readonly string[]): readonly string[] => [
  `.SH ${title.includes(' ') ? `"${title}"` : title}`,
  ...lines,
];

const synopsis = (): readonly string[] =>
  ['iotop [OPTIONS]', ...PAGES.map(({ usage }) => usage)].flatMap((line, index) => [
    ...(index === 0 ? [] : ['.br']),
    `.B ${escaped(line)}`,
  ]);

const options = (): readonly string[] => [
  ...paragraph(
    'Each option that takes no value is undone by its --no- form; the beginning of a long name does where only one begins so.',
  ),
  ...OPTION_GROUPS.flatMap((group) => [
    `.SS ${group}`,
    ...OPTIONS.filter((row) => row.group === group && row.unlisted === undefined).flatMap(option),
  ]),
];

const option = ({ name, short, value, help }: ParsedRow): readonly string[] => {
  const long = `\\fB\\-\\-${escaped(name)}\\fR${value === undefined ? '' : `=\\fI${escaped(value)}\\fR`}`;
  const tag = short === undefined ? long : `\\fB\\-${short}\\fR, ${long}`;
  return ['.TP', tag, textLine(help)];
};

/** `iotop record [OPTIONS] DIR` has its options under a title of its own. */
const command = (page: CommandPage): readonly string[] => [
  `.SS ${commandName(page)}`,
  ...page.about.split('\n\n').flatMap(block),
  ...[...page.options, HELP_OPTION].flatMap(option),
];

const keys = (): readonly string[] => {
  const [first, ...rest] = helpLinesFor('all').map((line) =>
    line.kind === 'heading' ? [`.SS ${line.text}`] : entry(line.name, line.text),
  );
  return [...(first ?? []), ...rest.flat()];
};

/** A term and what it means; a text without a term stands by itself. */
const entry = (term: string, text: string): readonly string[] =>
  term === '' ? paragraph(text) : ['.TP', `\\fB${escaped(term)}\\fR`, textLine(text)];

/** A text that stands in from the margin is an example: its lines stay as they are. */
const block = (text: string): readonly string[] =>
  text.startsWith('  ')
    ? ['.PP', '.RS', '.nf', ...text.split('\n').map((line) => textLine(line.trim())), '.fi', '.RE']
    : paragraph(text);

const paragraph = (text: string): readonly string[] => [
  '.PP',
  ...text
    .trim()
    .split('\n')
    .map((line) => textLine(line.trim())),
];

/** A line of running text: one that begins as a macro does would be taken for one. */
const textLine = (text: string): string => escaped(text).replace(/^(?=[.'])/, '\\&');

/** @throws RangeError for a character that not every roff prints */
const escaped = (text: string): string => {
  const plain = text.replaceAll('\u2026', '...').replaceAll('\u00d7', 'x');
  const ascii = plain.replaceAll('\\', '\\e').replaceAll('-', '\\-');
  const other = /[^\x20-\x7e]/.exec(ascii)?.[0];
  if (other !== undefined) throw new RangeError(`${JSON.stringify(other)} in the manual: ${text}`);
  return ascii;
};
