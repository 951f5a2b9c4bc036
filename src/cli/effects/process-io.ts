/** The process as a command's world: its streams and its signals. */
import { closeSync, openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { withSignalsHeld } from '../../kernel/sys/process/held-signals.ts';
import { isForeground, terminalSettings } from '../../kernel/sys/process/job-control.ts';
import { messageOf } from '../../lib/errors.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { whyNotDrawn } from '../../tui/terminal/abilities.ts';
import type { TerminalStreams } from '../../tui/terminal/terminal.ts';
import type { CommandIo, TerminalHere } from './command-io.ts';
import { OUR_SIGNALS, takeIgnoredSignals } from './ignored-signals.ts';
import type { Note } from './notes.ts';
import { outputStream } from './output-stream.ts';

/** Writes lines on standard error, whoever chose their words. @param name what stands before them */
export const noterOf =
  (name: string): Note =>
  (line) => {
    process.stderr.write(`${name}: ${sanitize(line)}\n`);
  };

/** Said once, before Node's first word. */
export const ignoredSignals = takeIgnoredSignals(process.env);

/**
 * Takes the signals that end a program over from now on. A second one ends the process at once, but for SIGHUP: of a terminal that
 * goes away the kernel and the shell tell both.
 *
 * @returns raised on the first of them that is not to be ignored
 */
export const endSignal = (): AbortSignal => {
  const end = new AbortController();
  for (const signal of OUR_SIGNALS) {
    if (ignoredSignals.signals.has(signal)) process.on(signal, () => undefined);
    else if (signal === 'SIGHUP') process.on(signal, () => end.abort());
    else process.once(signal, () => end.abort());
  }
  return end.signal;
};

/** Where keys may come from: from standard input alone, or, for it may bring samples, from the terminal whatever that is. */
type Keys = 'standard-input' | 'terminal';

export const terminalHere = (keys: Keys): TerminalHere => {
  if (process.stdout.isTTY !== true) return { kind: 'none' };
  if (process.stdin.isTTY !== true && keys === 'standard-input') return { kind: 'none' };
  const why = whyNotDrawn(process.env) ?? whyNoKeys();
  return why === undefined
    ? {
        kind: 'screen',
        keysFrom: process.stdin.isTTY === true ? 'standard-input' : 'terminal',
        openStreams: openTerminal,
      }
    : { kind: 'lists-only', why };
};

/** The terminal that controls us, which may be there without any stream of ours. */
const TERMINAL = '/dev/tty';

const whyNoKeys = (): string | undefined => {
  if (process.stdin.isTTY === true) return undefined;
  try {
    closeSync(openSync(TERMINAL, 'r'));
    return undefined;
  } catch (thrown) {
    return `no keys come from it: ${messageOf(thrown)}`;
  }
};

const openTerminal = (): TerminalStreams => ({
  input: process.stdin.isTTY ? process.stdin : new ReadStream(openSync(TERMINAL, 'r')),
  output: process.stdout,
  jobControl: {
    isForeground: () => isForeground(process.stdout.fd),
    settings: () => terminalSettings(process.stdout.fd),
    withSignalsHeld,
  },
  endSignals: OUR_SIGNALS.filter((signal) => !ignoredSignals.signals.has(signal)),
});

/** The signals that end a command are taken over from now on. */
export const processIo = (name: string): CommandIo => {
  const signal = endSignal();
  return {
    stdout: outputStream(process.stdout).write,
    stderr: noterOf(name),
    stdin: process.stdin,
    environment: process.env,
    signal,
    terminal: terminalHere('terminal'),
  };
};
