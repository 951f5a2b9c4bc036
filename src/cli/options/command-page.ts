/** What a command says of itself: its `--help`, and its part of the manual. */
import type { ParsedRow } from './parse-arguments.ts';

export type CommandPage<Row extends ParsedRow = ParsedRow> = {
  /** One line: `iotop report [OPTIONS] DIR`. */
  readonly usage: string;
  readonly about: string;
  /** Of its own; every command has `--help` too. */
  readonly options: readonly Row[];
};

export const HELP_OPTION = { name: 'help', short: 'h', help: 'show this help and exit' } as const;

export const commandHelp = ({ usage, about, options }: CommandPage): string =>
  `Usage: ${usage}\n\n${about}\n\n${[...options, HELP_OPTION].map(optionLine).join('\n')}\n`;

/** `iotop report`. */
export const commandName = ({ usage }: CommandPage): string =>
  usage.split(' ').slice(0, 2).join(' ');

/** `  -d, --delay=SEC          seconds between two samples`. */
export const optionLine = ({ name, short, value, help }: ParsedRow): string => {
  const long = value === undefined ? `--${name}` : `--${name}=${value}`;
  const left = `${short === undefined ? '    ' : `-${short}, `}${long}`;
  return `  ${left.padEnd(WIDTH)} ${help}`;
};

const WIDTH = 24;
