/** The process as a command's world: its streams and its signals. */
import { sanitize } from '../render/sanitize.ts';
import type { CommandIo } from './command-io.ts';
import { outputStream } from './output-stream.ts';

/** A line on standard error, whoever chose its words. */
export const note = (line: string): void => {
  process.stderr.write(`iotop: ${sanitize(line)}\n`);
};

/** Takes SIGINT, SIGQUIT, SIGTERM and SIGHUP over from now on. @returns raised on the first of them */
export const endSignal = (): AbortSignal => {
  const end = new AbortController();
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => end.abort());
  }
  return end.signal;
};

/** The signals that end a command are taken over from now on. */
export const processIo = (): CommandIo => {
  const signal = endSignal();
  const isTerminal = process.stdout.isTTY === true && process.stdin.isTTY === true;
  return {
    stdout: outputStream(process.stdout).write,
    stderr: note,
    stdin: process.stdin,
    environment: process.env,
    signal,
    ...(isTerminal ? { terminal: { input: process.stdin, output: process.stdout } } : {}),
  };
};
