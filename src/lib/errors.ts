/**
 * The few errors of the program. Expected outcomes (a task that ended, a refusal) are values, not these.
 *
 * Each says cause, place and remedy in one line; `main` prints `message` and nothing else.
 */

/** Bytes that are not what their format says. `position` is the byte offset in what was decoded. */
export class DecodeError extends Error {
  readonly format: string;
  readonly position: number;

  constructor(format: string, position: number, problem: string) {
    super(`${format}: ${problem} (at byte ${position})`);
    this.name = 'DecodeError';
    this.format = format;
    this.position = position;
  }
}

/** A system call the kernel refused. `code` is the errno's name, such as `EPERM`. */
export class SystemCallError extends Error {
  readonly call: string;
  readonly errno: number;
  readonly code: string;

  constructor(call: string, errno: number, code: string, detail = '') {
    super(`${call}: ${code} (errno ${errno})${detail === '' ? '' : `: ${detail}`}`);
    this.name = 'SystemCallError';
    this.call = call;
    this.errno = errno;
    this.code = code;
  }
}

/** What the user typed cannot be done. `exitCode` is there where one is promised, whatever name we are called by. */
export class UsageError extends Error {
  readonly exitCode: number | undefined;

  constructor(message: string, exitCode?: number) {
    super(message);
    this.name = 'UsageError';
    this.exitCode = exitCode;
  }
}

/** Something this machine lacks or forbids, with what to do about it. */
export class UnavailableError extends Error {
  /** The message without the remedy. */
  readonly problem: string;
  readonly remedy: string;

  constructor(problem: string, remedy: string, options?: ErrorOptions) {
    super(remedy === '' ? problem : `${problem}; ${remedy}`, options);
    this.name = 'UnavailableError';
    this.problem = problem;
    this.remedy = remedy;
  }
}

/** The message of anything thrown, for a line of output. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

/** Ends a `switch` over a union: a forgotten case does not compile. */
export const assertNever = (value: never): never => {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
};
