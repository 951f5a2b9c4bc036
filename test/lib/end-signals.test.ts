import { constants } from 'node:os';
import { expect, it } from 'vitest';
import { END_SIGNALS } from '../../src/lib/end-signals.ts';

/** What every other signal is. Source: signal(7), with the names of one number by either of them. */
const OTHERS = [
  // Faults of the program's own, which leave a core.
  ...['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGIOT', 'SIGBUS', 'SIGFPE', 'SIGSEGV', 'SIGSYS'],
  // Ignored by Node or by us.
  ...['SIGPIPE', 'SIGXFSZ', 'SIGUSR1'],
  // Do not end by default: they stop, go on, or do nothing.
  ...['SIGCHLD', 'SIGCONT', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGWINCH'],
  // Nobody can take them over.
  ...['SIGKILL', 'SIGSTOP'],
  // SIGIO by its other name.
  'SIGPOLL',
];

it('a signal that Node knows either ends us in order or is one of those that do not', () => {
  const known = Object.keys(constants.signals).sort();
  expect([...END_SIGNALS, ...OTHERS].sort()).toEqual(known);
});
