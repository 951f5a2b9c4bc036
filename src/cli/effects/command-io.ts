/** The world of one command: what it may read, where it writes, when it is asked to end. Tests hand in their own. */
import type { TerminalStreams } from '../../tui/terminal/terminal.ts';
import type { OutputStream } from './output-stream.ts';

/** The terminal one is at: to draw on, or for lists alone because it cannot be drawn on. */
export type TerminalHere =
  | { readonly kind: 'none' }
  | { readonly kind: 'lists-only'; readonly why: string }
  | {
      readonly kind: 'screen';
      /** Standard input brings the keys, or something else and the terminal itself does. */
      readonly keysFrom: 'standard-input' | 'terminal';
      readonly openStreams: () => TerminalStreams;
    };

/** @throws RangeError where there is no screen: whoever draws has looked before */
export const streamsOf = (terminal: TerminalHere): TerminalStreams => {
  if (terminal.kind !== 'screen') throw new RangeError('a screen without a terminal');
  return terminal.openStreams();
};

export type CommandIo = {
  /** Resolves when the text is taken; false: nobody reads any more. */
  readonly stdout: OutputStream['write'];
  /** One line, without its end. Not yet sanitized: whoever prints does that. */
  readonly stderr: (line: string) => void;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Raised on SIGINT, SIGTERM and all other signals that end a program: end in order. */
  readonly signal: AbortSignal;
  readonly terminal: TerminalHere;
};

/** A command: arguments behind its name in, exit code out. @throws what `main` explains (UsageError and others) */
export type RunCommand = (args: readonly string[], io: CommandIo) => Promise<number>;
