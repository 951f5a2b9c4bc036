/** Parses arguments by a table of options. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { defined } from '../../lib/defined.ts';
import { UsageError } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';
import type { OptionRow } from '../../tui/settings/option-row.ts';

export type Arguments<Name extends string> = {
  /** undefined: not given. false: undone by `--no-`. */
  readonly flag: (name: Name) => boolean | undefined;
  /** Of options that say the same (`on`) or the opposite (`off`), what the last one given says; undefined: none was. */
  readonly either: (on: readonly Name[], off: readonly Name[]) => boolean | undefined;
  readonly value: (name: Name) => string | undefined;
  /** The value as `parse` reads it. @param parse gets the option's name too, for its message */
  readonly parsed: <T>(name: Name, parse: (text: string, option: string) => T) => T | undefined;
  readonly list: (name: Name) => readonly string[];
  /** How often it was given since `--no-` undid it last. */
  readonly count: (name: Name) => number;
  readonly positionals: readonly string[];
};

/** What parsing needs of a row; a command's own table has no groups. */
export type ParsedRow = Omit<OptionRow, 'group'>;

/**
 * @param rows the options of the program or of one of its commands
 * @param help where a mistaken user is sent
 * @throws UsageError for an option that does not exist, lacks its value or has one too many
 */
export const parseArgumentsBy = <Row extends ParsedRow>(
  rows: readonly Row[],
  args: readonly string[],
  help: string,
): Arguments<Row['name']> => {
  const config: ParseArgsConfig = {
    args: joinValues(args, rows),
    options: Object.fromEntries(
      rows.map(({ name, short, value }) => [
        name,
        {
          type: value === undefined ? 'boolean' : 'string',
          multiple: true,
          ...defined({ short }),
        } as const,
      ]),
    ),
    allowPositionals: true,
    allowNegative: true,
    strict: true,
    tokens: true,
  };
  const { values, positionals, tokens = [] } = parse(config, args, rows, help);
  const given = values as Readonly<Record<string, readonly (string | boolean)[] | undefined>>;
  const value = (name: string) => given[name]?.at(-1) as string | undefined;
  const flag = (name: string): boolean | undefined => {
    const value = given[name]?.at(-1) as boolean | undefined;
    if (value !== undefined || !name.startsWith('no-')) return value;
    // The parser takes `--no-block` for `--block` undone, whatever the table has; an option that the table has not is no list.
    const opposite = [given[name.slice('no-'.length)]].flat().at(-1);
    return opposite === undefined ? undefined : opposite === false;
  };
  return {
    flag,
    either: (on, off) => {
      const places = [...on, ...off].map((name) => ({ name, at: lastPlaceOf(name, tokens) }));
      const last = places.reduce((a, b) => (b.at > a.at ? b : a), { name: '', at: -1 });
      return last.at < 0 ? undefined : on.includes(last.name) === flag(last.name);
    },
    value,
    parsed: (name, parse) => {
      const text = value(name);
      return text === undefined ? undefined : parse(text, `--${name}`);
    },
    list: (name) => (given[name] ?? []) as readonly string[],
    count: (name) => {
      const all = given[name] ?? [];
      return all.length - 1 - all.lastIndexOf(false);
    },
    positionals,
  };
};

/**
 * @param help where a mistaken user is sent
 * @param commands that may have been meant
 * @throws UsageError for what is no option, of who takes options only
 */
export const refusePositionals = (
  { positionals }: Arguments<never>,
  help: string,
  commands: readonly string[] = [],
): void => {
  const [wrong] = positionals;
  if (wrong === undefined) return;
  const unknown = `unknown argument ${JSON.stringify(wrong)}`;
  if (commands.includes(wrong)) {
    throw new UsageError(`${unknown} behind options; a command comes first: iotop ${wrong} …`);
  }
  const meant = nearest(wrong, commands);
  throw new UsageError(
    meant === undefined ? `${unknown}; see ${help}` : `${unknown}; did you mean iotop ${meant}?`,
  );
};

/** Index of the first argument that is neither an option nor an option's value; `--` is one. */
export const firstPositional = (rows: readonly ParsedRow[], args: readonly string[]): number => {
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] as string;
    if (argument === '--' || argument === '-' || !argument.startsWith('-')) return at;
    if (wantsValue(expandPrefix(argument, rows), rows) !== undefined) at += 1;
  }
  return args.length;
};

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];

/** Among all arguments; -1: it was not given. */
const lastPlaceOf = (name: string, tokens: readonly Token[]): number =>
  tokens.findLastIndex(
    (token) => token.kind === 'option' && (token.name === name || token.name === `no-${name}`),
  );

/** Options of the family that are refused, and what does their work. Hidden there, so not in our help. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['--profile', 'Node profiles it: node --cpu-prof "$(command -v iotop)" -b -n 10'],
]);

const parse = (
  config: ParseArgsConfig,
  args: readonly string[],
  rows: readonly ParsedRow[],
  help: string,
): ReturnType<typeof parseArgs> => {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const unknown = unknownIn(error.message) ?? '';
    const meant = meantBy(unknown, rows) ?? args.map((each) => longName(each, rows)).find(Boolean);
    const instead = REFUSED.get(unknown) ?? (meant && `did you mean ${meant}?`) ?? `see ${help}`;
    throw new UsageError(`${plain(error.message)}; ${instead}`);
  }
};

/** The option that a long one which does not exist most likely is. */
const meantBy = (unknown: string, rows: readonly ParsedRow[]): string | undefined => {
  const [, dashes, name] = /^(--(?:no-)?)(.+)$/.exec(unknown) ?? [];
  if (name === undefined) return undefined;
  const flags = dashes === '--' ? rows : rows.filter(({ value }) => value === undefined);
  const meant = nearest(
    name,
    flags.map((row) => row.name),
  );
  return meant && `${dashes}${meant}`;
};

/** `--only` for `-only`: a whole name behind one dash is no row of letters. */
const longName = (argument: string, rows: readonly ParsedRow[]): string | undefined => {
  const name = /^-([a-z][a-z0-9-]{2,})(?:=.*)?$/s.exec(argument)?.[1];
  return rows.some((row) => row.name === name) ? `--${name}` : undefined;
};

const unknownIn = (message: string): string | undefined =>
  /^Unknown option '([^']+)'/.exec(message)?.[1];

/** Node's sentences, without its advice. */
const plain = (message: string): string => {
  const unknown = unknownIn(message);
  if (unknown !== undefined) return `unknown option ${unknown}`;
  const missing = /^Option '(?:-\w, )?([^ ']+) <value>' argument missing/.exec(message)?.[1];
  if (missing !== undefined) return `option ${missing} needs a value`;
  const flag = /^Option '(?:-\w, )?([^ ']+)' does not take an argument/.exec(message)?.[1];
  if (flag !== undefined) return `option ${flag} takes no value`;
  return (message.split('\n')[0] ?? message).replace(/\.$/, '');
};

/** `--acc` is `--accumulated` where nothing else begins so (getopt's and optparse's habit). @throws UsageError where more do */
const expandPrefix = (argument: string, rows: readonly ParsedRow[]): string => {
  const [, dashes, name, rest = ''] = /^(--(?:no-)?)([a-z0-9-]+)(=.*)?$/s.exec(argument) ?? [];
  if (name === undefined || rows.some((row) => row.name === name || argument === `--${row.name}`))
    return argument;
  const candidates = rows
    .filter((row) => row.name.startsWith(name))
    .map((row) => `${dashes}${row.name}`);
  if (candidates.length > 1) {
    throw new UsageError(
      `${dashes}${name} may be ${candidates.join(' or ')}; write more of the one you mean`,
    );
  }
  return candidates.length === 1 ? `${candidates[0]}${rest}` : argument;
};

/** What follows an option that takes a value is its value, whatever it begins with, as getopt has it: `-n -1`, `--filter -x`. */
const joinValues = (args: readonly string[], rows: readonly ParsedRow[]): string[] => {
  const joined: string[] = [];
  for (let at = 0; at < args.length; at++) {
    if (args[at] === '--') return [...joined, ...args.slice(at)];
    const argument = expandPrefix(args[at] as string, rows);
    refuseOneDash(argument, rows);
    const wanting = wantsValue(argument, rows);
    const value = args[at + 1];
    if (wanting === undefined || value === undefined) {
      joined.push(argument);
      continue;
    }
    if (wanting.before !== '-') joined.push(wanting.before);
    joined.push(`--${wanting.name}=${value}`);
    at += 1;
  }
  return joined;
};

/** `-only` would be `-o -n ly`. @throws UsageError where a letter on the way takes the rest for its value */
const refuseOneDash = (argument: string, rows: readonly ParsedRow[]): void => {
  const meant = longName(argument, rows);
  if (meant === undefined) return;
  const takers = rows.filter(({ value }) => value !== undefined).map(({ short }) => short);
  if (![...argument.slice(1, -1)].some((letter) => takers.includes(letter))) return;
  throw new UsageError(`unknown option ${argument}; did you mean ${meant}?`);
};

/** The option whose value must come next: `--iter`, or the last of `-bon`, with the flags `before` it (`-bo`). */
const wantsValue = (
  argument: string,
  rows: readonly ParsedRow[],
): { readonly name: string; readonly before: string } | undefined => {
  const takers = rows.filter((row) => row.value !== undefined);
  const long = takers.find((row) => argument === `--${row.name}`);
  if (long !== undefined) return { name: long.name, before: '-' };
  if (!/^-[^-]/.test(argument)) return undefined;
  const takingLetters = takers.map(({ short }) => short).join('');
  const at = [...argument].findIndex((letter) => takingLetters.includes(letter));
  const last = takers.find(({ short }) => short === argument[at]);
  return last !== undefined && at === argument.length - 1
    ? { name: last.name, before: argument.slice(0, -1) }
    : undefined;
};
