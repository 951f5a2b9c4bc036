/**
 * The command that a trigger starts: one at a time, without a shell. What is known of the firing is in its environment and on its standard input;
 * its arguments are those that were typed, and no name ever gets among them.
 */
import type { ChildProcess } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../../../lib/errors.ts';
import type { CommandIo } from '../../effects/command-io.ts';
import type { IgnoredSignals } from '../../effects/ignored-signals.ts';
import { spawnChild } from '../run-child.ts';

type Environment = CommandIo['environment'];

export class TriggerCommand {
  readonly #commandLine: readonly [string, ...string[]];
  readonly #environment: Environment;
  readonly #ignored: IgnoredSignals;
  readonly #note: (line: string) => void;
  #child: ChildProcess | undefined;
  #ended: Promise<void> | undefined;

  /**
   * @param environment ours, of which it gets what is not about a firing
   * @param ignored what it is to ignore, as we are
   * @param note says, in a line, how it ended if not well, and that it is running still
   * @throws UsageError where there is no such command: it must not come to light when it is needed
   */
  constructor(
    commandLine: readonly [string, ...string[]],
    environment: Environment,
    ignored: IgnoredSignals,
    note: (line: string) => void,
  ) {
    const problem = problemOf(commandLine[0], environment);
    if (problem !== undefined) throw new UsageError(problem);
    this.#commandLine = commandLine;
    // Another iotop watch may have started us: its values are not ours.
    this.#environment = Object.fromEntries(
      Object.entries(environment).filter(([name]) => !name.startsWith('IOTOP_')),
    );
    this.#ignored = ignored;
    this.#note = note;
  }

  /** Starts it, unless it is running still. @param input for its standard input, which it need not read */
  start(values: Readonly<Record<string, string>>, input: string): void {
    const [command] = this.#commandLine;
    if (this.#child !== undefined) {
      this.#note(`${command} (${this.#child.pid}) is still running, and not started again`);
      return;
    }
    const { child, ended } = spawnChild(
      this.#commandLine,
      { env: { ...this.#environment, ...values }, stdio: ['pipe', 'inherit', 'inherit'] },
      this.#ignored,
    );
    this.#child = child;
    child?.stdin?.on('error', () => undefined);
    child?.stdin?.end(input);
    this.#ended = ended.then((ending) => {
      this.#child = undefined;
      if (ending.kind === 'not-started') this.#note(`not started: ${ending.problem}`);
      else if (ending.signal !== undefined) this.#note(`${command} was ended by ${ending.signal}`);
      else if (ending.status !== 0) this.#note(`${command} ended with status ${ending.status}`);
    });
  }

  /** Asks it to end if it is running. */
  terminate(): void {
    this.#child?.kill('SIGTERM');
  }

  /** Resolves when it does not run. */
  async ended(): Promise<void> {
    await this.#ended;
  }
}

/** As execvp(3) looks for it. @returns why it cannot be started, and the remedy; undefined: it can */
const problemOf = (
  command: string,
  { PATH = '/usr/local/bin:/bin:/usr/bin' }: Environment,
): string | undefined => {
  const isPath = command.includes('/');
  const places = isPath ? [command] : PATH.split(':').map((folder) => resolve(folder, command));
  if (places.some(isExecutable)) return undefined;
  const found = places.find((place) => existsSync(place));
  if (found !== undefined)
    return `${found} is no file that may be executed; make it one (chmod +x), or name the program that runs it`;
  return isPath
    ? `${command}: no such file; give the path of a command`
    : `${command}: no such command in PATH; give its path, or install it`;
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};
