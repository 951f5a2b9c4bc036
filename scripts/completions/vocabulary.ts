/** What a shell can complete: commands, their options and what these take, from the tables of the program. */
import { COMMANDS } from '../../src/cli/commands/commands.ts';
import { HELP_OPTION } from '../../src/cli/options/command-page.ts';
import { OPTIONS } from '../../src/cli/options/option-table.ts';
import type { ParsedRow } from '../../src/cli/options/parse-arguments.ts';
import { filterNames } from '../../src/model/filter/filter-names.ts';

/** Words of the program's own, or what only the machine knows. `other`: nothing can be said. */
export type Takes =
  | readonly string[]
  | 'files'
  | 'users'
  | 'processes'
  | 'devices'
  | 'filter'
  | 'other';

type CompletedOption = {
  readonly name: string;
  readonly short?: string;
  readonly help: string;
  /** Absent: it is a flag. */
  readonly takes?: Takes;
};

export type CompletedCommand = {
  /** '': none is named. */
  readonly name: string;
  readonly about: string;
  readonly options: readonly CompletedOption[];
  /** What stands beside options; `command`: another program and its arguments, behind `--` or not; `filter`: an expression, and behind `--` another program. */
  readonly operands: 'none' | 'files' | 'command' | 'filter';
};

/** By what the help calls the value. */
const BY_VALUE: Readonly<Record<string, Takes>> = {
  FILE: 'files',
  DIR: 'files',
  USER: 'users',
  PID: 'processes',
  EXPR: 'filter',
};

const optionOf = ({ name, short, value, takes, help }: ParsedRow): CompletedOption => ({
  name: `--${name}`,
  ...(short === undefined ? {} : { short: `-${short}` }),
  // What is in brackets or behind a colon helps who reads a page, not who looks for a word.
  help: help.replace(/ [[(].*$|: .*$|; .*$/, ''),
  ...(value === undefined
    ? {}
    : { takes: takes ?? (name === 'device' ? 'devices' : (BY_VALUE[value] ?? 'other')) }),
});

const operandsOf = (usage: string): CompletedCommand['operands'] => {
  if (/\bEXPRESSION\b/.test(usage)) return 'filter';
  if (/\bCOMMAND\b/.test(usage)) return 'command';
  return /\bDIR\b/.test(usage) ? 'files' : 'none';
};

const LISTED = OPTIONS.filter(({ unlisted }) => unlisted === undefined);

const named = await Promise.all(
  COMMANDS.map(async ({ name, load }): Promise<CompletedCommand> => {
    const { page } = await load();
    return {
      name,
      about: page.about.split(/[.:;]\s/)[0]?.replaceAll('\n', ' ') ?? '',
      // A replay takes what the screen takes.
      options: [...page.options, ...(name === 'replay' ? LISTED : [HELP_OPTION])].map(optionOf),
      operands: operandsOf(page.usage),
    };
  }),
);

/** The program itself first. */
export const COMPLETED: readonly CompletedCommand[] = [
  {
    name: '',
    about: 'show who is using the disk',
    options: LISTED.map(optionOf),
    operands: 'none',
  },
  ...named,
];

const ALL = COMPLETED.flatMap(({ options }) => options);
const FLAGS = new Set(
  ALL.flatMap(({ name, short, takes }) => (takes === undefined ? [name, short] : [])),
);

/** What takes a value, and which: the same in all commands, as a test holds. A letter that is a flag in one command is left out. */
export const OPTION_VALUES: ReadonlyMap<string, Takes> = new Map(
  ALL.flatMap(({ name, short = name, takes }) =>
    takes === undefined
      ? []
      : [name, short].filter((word) => !FLAGS.has(word)).map((word) => [word, takes] as const),
  ),
);

export const FILTER_NAMES: readonly string[] = filterNames();

/** First line of each script. */
export const MADE_BY = '# Made by scripts/completions from the tables in src: change those.';
