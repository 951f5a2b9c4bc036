/** What a command reads from, writes to, and is ended by. Tests hand in their own. */
import type { KeptRights } from '../../kernel/sys/process/privileges.ts';
import type { TerminalStreams } from '../../tui/terminal/terminal.ts';
import type { OutputStream } from './output-stream.ts';

/** The terminal: absent, good for lists only, or one that can show the screen. */
export type TerminalHere =
  | { readonly kind: 'none' }
  | { readonly kind: 'lists-only'; readonly why: string }
  | {
      readonly kind: 'screen';
      /** Standard input brings the keys, or something else and the terminal itself does. */
      readonly keysFrom: 'standard-input' | 'terminal';
      readonly openStreams: () => TerminalStreams;
    };

/** @throws RangeError where there is no screen: callers check before */
export const streamsOf = (terminal: TerminalHere): TerminalStreams => {
  if (terminal.kind !== 'screen') throw new RangeError('a screen without a terminal');
  return terminal.openStreams();
};

/** What of the process a command uses. */
export type ProcessUse =
  /** Streams and signals belong to another program too, which `iotop run` starts: nothing of them is touched before it is used. */
  | { readonly kind: 'shared' }
  /** `terminal`: keys come from the terminal itself, for standard input may bring samples. */
  | { readonly kind: 'own'; readonly keysFrom: 'standard-input' | 'terminal' };

export type CommandIo = {
  /** The last part of the path that iotop was started by. */
  readonly calledBy: string;
  /** What starts it once more: called-as.ts. */
  readonly called: () => string;
  /** Resolves when the text is taken; false: nobody reads any more. */
  readonly stdout: OutputStream['write'];
  /** Waits for the reader of standard output no longer. */
  readonly abandonStdout: OutputStream['abandon'];
  /** Cells of a line where standard output is a terminal that knows, at this moment; undefined: it is none, or does not. */
  readonly columns: () => number | undefined;
  /** One line, without its end. Not yet sanitized: whoever prints does that. */
  readonly stderr: (line: string) => void;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Raised on SIGINT, SIGTERM and all other signals that end a program: end in order. Its reason is the signal's name. Of a shared process never. */
  readonly signal: AbortSignal;
  readonly terminal: TerminalHere;
  /**
   * Gives up all rights of the process but these, the first choice that suffices. To be called when everything is open, and before a file is asked
   * for asynchronously.
   */
  readonly keepOnly: (...choices: readonly [KeptRights, ...KeptRights[]]) => void;
};

/** A command: arguments behind its name in, exit code out. @throws what `main` explains (UsageError and others) */
export type RunCommand = (args: readonly string[], io: CommandIo) => Promise<number>;
