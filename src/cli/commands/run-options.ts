/** The arguments of `iotop run`: options of its own up to the command, everything behind is the command's. */
import { parseArgs } from 'node:util';
import { messageOf, UsageError } from '../../lib/errors.ts';
import { choiceOf } from '../../lib/option-value.ts';
import type { EngineName } from '../../sample/sample.ts';
import { type CommandPage, HELP_OPTION } from '../options/command-page.ts';

export const RUN_PAGE: CommandPage = {
  usage: 'iotop run [OPTIONS] [--] COMMAND [ARGUMENT…]',
  about: `Runs the command, waits for it, and prints what it and all its descendants did to the disk: read, wrote, cancelled and
waited for, by name. Standard input and output are the command's alone, and so is the exit status.`,
  options: [
    { name: 'json', help: 'print the result as one JSON object (docs/run.md)' },
    { name: 'output', short: 'o', value: 'FILE', help: 'the result into FILE [standard error]' },
    { name: 'engine', value: 'NAME', help: 'bpf, taskstats or procfs [the best that works]' },
    HELP_OPTION,
  ],
};

export type RunOptions = {
  readonly kind: 'run';
  readonly command: string;
  readonly args: readonly string[];
  readonly format: 'text' | 'json';
  /** Where the result goes; absent: standard error. */
  readonly file?: string;
  readonly engine?: EngineName;
};

/** @throws UsageError with cause and remedy */
export const readRunOptions = (args: readonly string[]): RunOptions | { readonly kind: 'help' } => {
  const at = commandAt(args);
  const given = parse(args.slice(0, at));
  if (given.help === true) return { kind: 'help' };
  const [command, ...rest] = args.slice(args[at] === '--' ? at + 1 : at);
  if (command === undefined) {
    throw new UsageError('iotop run needs a command; for example: iotop run -- make');
  }
  const engine = choiceOf(given.engine, '--engine', ['bpf', 'taskstats', 'procfs']);
  return {
    kind: 'run',
    command,
    args: rest,
    format: given.json === true ? 'json' : 'text',
    ...(given.output === undefined ? {} : { file: given.output }),
    ...(engine === undefined ? {} : { engine }),
  };
};

const OPTIONS = {
  json: { type: 'boolean' },
  output: { type: 'string', short: 'o' },
  engine: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Index of `--` or of the first argument that is neither an option nor an option's value. */
const commandAt = (args: readonly string[]): number => {
  const { tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return tokens.find(({ kind }) => kind !== 'option')?.index ?? args.length;
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [line = ''] = messageOf(error).split(/\. |\n/);
    throw new UsageError(`iotop run: ${line}; it takes --json, -o FILE and --engine NAME`);
  }
};
