/** Starts a command as a shell would and tells how it ended, in a shell's numbers. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { type IgnoredSignals, onEndSignals } from '../effects/ignored-signals.ts';

export type Ending =
  /** `status`: as a shell tells it, 128 and the signal's number for a command that was killed. */
  | { readonly kind: 'ended'; readonly status: number; readonly signal?: NodeJS.Signals }
  /** It never ran; 127: there is no such command, 126: it may not be executed. */
  | { readonly kind: 'not-started'; readonly status: 126 | 127; readonly problem: string };

export type Child = {
  /** undefined when it did not start. */
  readonly pid: number | undefined;
  readonly ended: Promise<Ending>;
};

/**
 * The command has our standard input, output and error.
 *
 * Until it ends, SIGINT and SIGQUIT are left to it, as time(1) leaves them: the terminal sends them to both. SIGTERM and all others are passed on,
 * so that whoever stops us stops the command and still gets the figures. What we were to ignore, the command is to ignore too.
 */
export const startChild = (
  command: string,
  args: readonly string[],
  ignored: IgnoredSignals,
): Child => {
  // Before the command is born, which may send us a signal at once; then handlers run when it is there.
  const stopListening = onEndSignals(ignored.signals, (signal) => {
    if (signal !== 'SIGINT' && signal !== 'SIGQUIT') child?.kill(signal);
  });
  const { child, ended } = spawnChild([command, ...args], { stdio: 'inherit' }, ignored);
  return { pid: child?.pid, ended: ended.finally(() => stopListening()) };
};

/**
 * Starts a command that ignores what we were to ignore.
 * @returns child: undefined when it did not start; also one without `pid` did not, and may lack its streams
 */
export const spawnChild = (
  commandLine: readonly [string, ...string[]],
  options: SpawnOptions,
  ignored: IgnoredSignals,
): { readonly child: ChildProcess | undefined; readonly ended: Promise<Ending> } => {
  const [command] = commandLine;
  const [file, ...args] = ignoring(ignored, commandLine);
  try {
    const child = spawn(file, args, options);
    return { child, ended: endOf(child, command) };
  } catch (error) {
    // Node throws some of what the kernel says, and tells the rest as an event.
    const ending = notStarted(command, error as NodeJS.ErrnoException);
    return { child: undefined, ended: Promise.resolve(ending) };
  }
};

/** @param command its name, for what is said if it did not start */
const endOf = (child: ChildProcess, command: string): Promise<Ending> =>
  new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) resolve(notStarted(command, error));
    });
    child.once('exit', (status, signal) => resolve(endingOf(status, signal)));
  });

/** Node gives what it starts every signal's default; a shell on the way there can ignore some. */
const ignoring = (
  { signals, knownBy }: IgnoredSignals,
  command: readonly [string, ...string[]],
): readonly [string, ...string[]] => {
  if (signals.size === 0 || knownBy !== 'kernel') return command;
  // Not every shell knows the names of all.
  const numbers = [...signals].map((signal) => constants.signals[signal]).join(' ');
  return ['/bin/sh', '-c', `trap '' ${numbers}; exec "$@"`, command[0], ...command];
};

const notStarted = (command: string, { code, message }: NodeJS.ErrnoException): Ending =>
  code === 'ENOENT'
    ? { kind: 'not-started', status: 127, problem: `${command}: command not found` }
    : { kind: 'not-started', status: 126, problem: `${command}: ${WHY[code ?? ''] ?? message}` };

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ENOEXEC: 'not an executable file',
  E2BIG: 'too many arguments',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files on this host',
  EAGAIN: 'too many processes',
  ENOMEM: 'out of memory',
};

const endingOf = (status: number | null, signal: NodeJS.Signals | null): Ending =>
  signal === null
    ? { kind: 'ended', status: status ?? 0 }
    : { kind: 'ended', status: 128 + constants.signals[signal], signal };
