/**
 * The command that a trigger starts: one at a time, without a shell. What is known of the firing is in its environment and on its standard input;
 * its arguments are those that were typed, and no name ever gets among them.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../../../lib/errors.ts';
import type { CommandIo } from '../../effects/command-io.ts';
import { endOf } from '../run-child.ts';

type Environment = CommandIo['environment'];

export class TriggerCommand {
  readonly #command: string;
  readonly #args: readonly string[];
  readonly #environment: Environment;
  readonly #note: (line: string) => void;
  #child: ChildProcess | undefined;
  #ended: Promise<void> | undefined;

  /**
   * @param note says, in a line, how it ended if not well, and that it is running still
   * @throws UsageError where there is no such command: it must not come to light when it is needed
   */
  constructor(
    [command, ...args]: readonly [string, ...string[]],
    environment: Environment,
    note: (line: string) => void,
  ) {
    if (!isThere(command, environment))
      throw new UsageError(`${command}: no such command, or it may not be executed; give its path`);
    this.#command = command;
    this.#args = args;
    this.#environment = environment;
    this.#note = note;
  }

  /** Starts it, unless it is running still. @param input for its standard input, which it need not read */
  start(values: Readonly<Record<string, string>>, input: string): void {
    if (this.#child !== undefined) {
      this.#note(`${this.#command} (${this.#child.pid}) is still running, and not started again`);
      return;
    }
    const child = spawn(this.#command, this.#args, {
      env: { ...this.#environment, ...values },
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    this.#child = child;
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    this.#ended = endOf(child, this.#command).then((ending) => {
      this.#child = undefined;
      if (ending.kind === 'not-started') this.#note(ending.problem);
      else if (ending.signal !== undefined)
        this.#note(`${this.#command} was ended by ${ending.signal}`);
      else if (ending.status !== 0)
        this.#note(`${this.#command} ended with status ${ending.status}`);
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

/** As execvp(3) looks for it. */
const isThere = (command: string, { PATH = '/usr/local/bin:/bin:/usr/bin' }: Environment) =>
  command.includes('/')
    ? isExecutable(command)
    : PATH.split(':').some((folder) => isExecutable(resolve(folder, command)));

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};
