/** The process as a command's world: its streams and its signals. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { withSignalsHeld } from '../../kernel/sys/process/held-signals.ts';
import { isForeground, terminalSettings } from '../../kernel/sys/process/job-control.ts';
import { keepOnly } from '../../kernel/sys/process/privileges.ts';
import { messageOf } from '../../lib/errors.ts';
import { asCalled } from '../../render/as-called.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { whyNotDrawn } from '../../tui/terminal/abilities.ts';
import { takesStrings } from '../../tui/terminal/background.ts';
import type { TerminalStreams } from '../../tui/terminal/terminal.ts';
import { calledAsHere } from './called-as.ts';
import type { CommandIo, ProcessUse, TerminalHere } from './command-io.ts';
import { OUR_SIGNALS, onEndSignals, takeIgnoredSignals } from './ignored-signals.ts';
import type { Note } from './notes/notes.ts';
import { columnsOf, outputStream } from './output-stream.ts';

/** Writes lines on standard error, whoever chose their words. @param name what stands before them */
export const noterOf =
  (name: string, write: (text: string) => void = (text) => void process.stderr.write(text)): Note =>
  (line) =>
    write(`${name}: ${sanitize(withCommand(line))}\n`);

const withCommand = (line: string): string =>
  line.includes('iotop ') ? asCalled(line, calledAsHere()) : line;

/** Not through a stream, which would change the terminal or pipe we share with another program. Nobody reading is no error. */
export const writeToSharedStderr = (text: string): void => {
  try {
    writeSync(2, text);
  } catch {
    // Nothing that is said there is our result.
  }
};

/** Said once, before Node's first word. */
export const ignoredSignals = takeIgnoredSignals(process.env);

/**
 * Takes the signals that end a program over from now on. A second one ends the process at once, but for SIGHUP: of a terminal that
 * goes away the kernel and the shell tell both.
 * @returns raised on the first of them that is not to be ignored, which is the reason
 */
const endSignal = (): AbortSignal => {
  const end = new AbortController();
  const stop = onEndSignals(ignoredSignals.signals, (signal) => {
    end.abort(signal);
    if (signal !== 'SIGHUP') stop(signal);
  });
  return end.signal;
};

type KeysFrom = Extract<ProcessUse, { kind: 'own' }>['keysFrom'];

const terminalHere = (keysFrom: KeysFrom): TerminalHere => {
  if (process.stdout.isTTY !== true) return { kind: 'none' };
  if (process.stdin.isTTY !== true && keysFrom === 'standard-input') return { kind: 'none' };
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
  ...(takesStrings(process.env) ? { background: 'asked' } : {}),
  endSignals: OUR_SIGNALS.filter((signal) => !ignoredSignals.signals.has(signal)),
});

/** How a command was called, and what stands before what it says. */
type Called = { readonly calledBy: string; readonly name: string };

export const processIo = (called: Called, use: ProcessUse): CommandIo =>
  use.kind === 'shared' ? sharedIo(called) : ownIo(called, use.keysFrom);

/** The signals that end a command are taken over from now on. */
const ownIo = ({ calledBy, name }: Called, keysFrom: KeysFrom): CommandIo => {
  // Where nobody reads what we complain of, the work goes on all the same.
  process.stderr.on('error', () => undefined);
  const { write, abandon } = outputStream(process.stdout);
  return {
    calledBy,
    called: calledAsHere,
    stdout: write,
    abandonStdout: abandon,
    columns: () => columnsOf(process.stdout, process.env),
    stderr: noterOf(name),
    // Made when it is first asked for, which takes milliseconds.
    get stdin() {
      return process.stdin;
    },
    environment: process.env,
    signal: endSignal(),
    terminal: terminalHere(keysFrom),
    keepOnly,
  };
};

const sharedIo = ({ calledBy, name }: Called): CommandIo => ({
  calledBy,
  called: calledAsHere,
  stdout: (text) => outputStream(process.stdout).write(text),
  abandonStdout: () => undefined,
  columns: () => undefined,
  stderr: noterOf(name, writeToSharedStderr),
  get stdin() {
    return process.stdin;
  },
  environment: process.env,
  signal: new AbortController().signal,
  terminal: { kind: 'none' },
  keepOnly,
});
