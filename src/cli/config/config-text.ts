/**
 * The text of the configuration file: TOML, flat, one setting a line.
 *
 * Everything wrong in it is found in one go, each with its line; what is right is used all the same.
 */
import { parse, stringify, TomlError } from 'smol-toml';
import type { Settings } from '../../tui/core/settings.ts';
import { SETTING_ROWS } from '../../tui/settings/settings-table.ts';

/** `line` counts from 1. */
export type ConfigProblem = { readonly line: number; readonly text: string };

export type Config = {
  readonly settings: Partial<Settings>;
  /** From a file that says it by options of the command line; absent: from one of ours. */
  readonly options?: readonly string[];
  readonly problems: readonly ConfigProblem[];
};

/** Beyond this it is not a configuration file of ours. */
const MOST_PROBLEMS = 100;

export const parseConfig = (text: string): Config => {
  const { values, problems } = parseLeniently(text);
  let settings: Partial<Settings> = {};
  for (const [key, value] of Object.entries(values)) {
    const [name, row] = SETTING_ROWS.find(([, { file }]) => file === key) ?? [];
    const checked = row?.check(value) ?? { problem: unknown() };
    if (checked.problem === undefined) settings = { ...settings, [name as string]: checked.value };
    else problems.push({ line: lineOf(text, key), text: `${key} ${checked.problem}` });
  }
  return { settings, problems: problems.sort((a, b) => a.line - b.line) };
};

/** The file that brings these settings back. */
export const formatConfig = (settings: Settings): string => {
  const lines = SETTING_ROWS.flatMap(([name, { file, help, write }]) => [
    `# ${help}`,
    stringify({ [file]: write(settings[name]) }).trimEnd(),
  ]);
  return `# Settings of iotop, as W saved them. The command line wins over this file.\n\n${lines.join('\n')}\n`;
};

/** The parser stops at the first error: the line of it is blanked and the rest read again. */
const parseLeniently = (
  text: string,
): { values: Readonly<Record<string, unknown>>; problems: ConfigProblem[] } => {
  const lines = text.split('\n');
  const problems: ConfigProblem[] = [];
  while (problems.length < MOST_PROBLEMS) {
    try {
      return { values: parse(lines.join('\n')), problems };
    } catch (thrown) {
      if (!(thrown instanceof TomlError)) throw thrown;
      const line = Math.min(thrown.line, lines.length);
      problems.push({ line, text: wordsOf(thrown) });
      if (lines[line - 1] === '') break;
      lines[line - 1] = '';
    }
  }
  return { values: {}, problems };
};

/** The parser's first line without its picture of the place. */
const wordsOf = ({ message }: TomlError): string =>
  (message.split('\n')[0] ?? message).replace(/^Invalid TOML document: /, 'not TOML: ');

const lineOf = (text: string, name: string): number => {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => {
    const key = /^\s*\[*\s*["']?([^"'\s=\].]+)/.exec(line)?.[1];
    return key === name;
  });
  return at + 1;
};

const unknown = (): string =>
  `is no setting; there are ${SETTING_ROWS.map(([, { file }]) => file).join(', ')}`;
