/** The world of one command: what it may read, where it writes, when it is asked to end. Tests hand in their own. */
import type { TerminalStreams } from '../tui/terminal.ts';
import type { OutputStream } from './output-stream.ts';
import type { ParsedRow } from './parse-arguments.ts';

export type CommandIo = {
  /** Resolves when the text is taken; false: nobody reads any more. */
  readonly stdout: OutputStream['write'];
  /** One line, without its end. Not yet sanitized: whoever prints does that. */
  readonly stderr: (line: string) => void;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Raised on SIGINT, SIGTERM and SIGHUP: end in order. */
  readonly signal: AbortSignal;
  /** Absent: standard output is no terminal. */
  readonly terminal?: TerminalStreams;
};

/** A command: arguments behind its name in, exit code out. @throws what `main` explains (UsageError and others) */
export type RunCommand = (args: readonly string[], io: CommandIo) => Promise<number>;

/** `--help` of one command, from its table of options. */
export const commandHelp = (usage: string, about: string, rows: readonly ParsedRow[]): string => {
  const lines = rows.map(({ name, short, value, help }) => {
    const long = value === undefined ? `--${name}` : `--${name}=${value}`;
    const left = `${short === undefined ? '    ' : `-${short}, `}${long}`;
    return `  ${left.padEnd(COLUMN)} ${help}`;
  });
  return `Usage: ${usage}\n\n${about}\n\n${lines.join('\n')}\n`;
};

const COLUMN = 24;
