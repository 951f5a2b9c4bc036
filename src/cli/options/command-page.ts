/** What a command says of itself: its `--help`, and its part of the manual. */
import type { ParsedRow } from './parse-arguments.ts';

export type CommandPage = {
  /** One line: `iotop report [OPTIONS] DIR`. */
  readonly usage: string;
  readonly about: string;
  readonly options: readonly ParsedRow[];
};

export const HELP_OPTION = { name: 'help', short: 'h', help: 'show this help' } as const;

export const commandHelp = ({ usage, about, options }: CommandPage): string =>
  `Usage: ${usage}\n\n${about}\n\n${options.map(optionLine).join('\n')}\n`;

/** `  -d, --delay=SEC          seconds between two samples`. */
export const optionLine = ({ name, short, value, help }: ParsedRow): string => {
  const long = value === undefined ? `--${name}` : `--${name}=${value}`;
  const left = `${short === undefined ? '    ' : `-${short}, `}${long}`;
  return `  ${left.padEnd(WIDTH)} ${help}`;
};

const WIDTH = 24;
