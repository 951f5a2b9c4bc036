/** The process as a command's world: its streams and its signals. */
import { sanitize } from '../render/sanitize.ts';
import { whyNotDrawn } from '../tui/abilities.ts';
import type { CommandIo, TerminalHere } from './command-io.ts';
import type { Note } from './notes.ts';
import { outputStream } from './output-stream.ts';

/** Writes lines on standard error, whoever chose their words. @param name what stands before them */
export const noterOf =
  (name: string): Note =>
  (line) => {
    process.stderr.write(`${name}: ${sanitize(line)}\n`);
  };

/** Takes SIGINT, SIGQUIT, SIGTERM and SIGHUP over from now on. @returns raised on the first of them */
export const endSignal = (): AbortSignal => {
  const end = new AbortController();
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => end.abort());
  }
  return end.signal;
};

export const terminalHere = (): TerminalHere => {
  if (process.stdout.isTTY !== true || process.stdin.isTTY !== true) return { kind: 'none' };
  const why = whyNotDrawn(process.env);
  return why === undefined
    ? { kind: 'screen', streams: { input: process.stdin, output: process.stdout } }
    : { kind: 'lists-only', why };
};

/** The signals that end a command are taken over from now on. */
export const processIo = (name: string): CommandIo => {
  const signal = endSignal();
  return {
    stdout: outputStream(process.stdout).write,
    stderr: noterOf(name),
    stdin: process.stdin,
    environment: process.env,
    signal,
    terminal: terminalHere(),
  };
};
