/**
 * The end of the process, by _exit(2).
 *
 * Node's own way out sets the terminal as it was when Node started. By then a pager may have set it otherwise: after
 * `iotop -b | less` the terminal would have no echo. And where the terminal has gone Node aborts and leaves a core.
 * src/tui/terminal/terminal.ts has put back already what we changed of a terminal; here our standard streams, which Node has made
 * non-blocking, are made blocking again.
 */
import { areSystemCallsOpen, exitAtOnce, fcntl, systemCallRefusal } from '../libc.ts';
import { readText } from '../proc/kernel-facts.ts';
import { isTerminal } from './job-control.ts';
import { isProfiled } from './v8-tuning.ts';

/** Source: include/uapi/asm-generic/fcntl.h; the same on x86-64 and arm64. */
const F_GETFL = 3;
const F_SETFL = 4;
const O_NONBLOCK = 0o4000;

/** The flags of standard input, output and error; those of a closed one are -1. */
type StreamFlags = readonly number[];

/** To be asked before the first of them is used, for then Node changes them. Where nobody can say: -1 each. */
export const standardFlags = (): StreamFlags => [0, 1, 2].map(flagsOf);

/** By /proc where that is mounted, for a first system call takes milliseconds. Source: proc_pid_fdinfo(5) */
const flagsOf = (fd: number): number => {
  const flags = /^flags:\s*([0-7]+)$/m.exec(readText(`/proc/self/fdinfo/${fd}`) ?? '')?.[1];
  if (flags !== undefined) return Number.parseInt(flags, 8);
  return systemCallRefusal() === undefined ? fcntl(fd, F_GETFL, 0) : -1;
};

/** The streams may be shared with the shell and the rest of a pipeline, which expect them to block. */
const restore = (found: StreamFlags): void => {
  for (const [fd, flags] of found.entries()) {
    const isOurs = flags !== -1 && (flags & O_NONBLOCK) === 0;
    if (!isOurs) continue;
    const now = fcntl(fd, F_GETFL, 0);
    if (now !== -1 && (now & O_NONBLOCK) !== 0) fcntl(fd, F_SETFL, now & ~O_NONBLOCK);
  }
};

/**
 * Returns only where Node has to end the process: it has a profile to write, or no system call can be made; or may do so.
 * What is still to be written must have been written before.
 * @param found what `standardFlags` said at the start
 */
export const leave = (status: number, found: StreamFlags): void => {
  if (writesAtItsEnd() || mayEndAsNodeDoes() || systemCallRefusal() !== undefined) return;
  restore(found);
  exitAtOnce(status);
};

/** Node was asked for a profile or for coverage, which it writes when it ends in its own way. */
const writesAtItsEnd = (): boolean => process.env.NODE_V8_COVERAGE !== undefined || isProfiled();

/** No system call was made, so what was printed is a text as short as the help; and no pager has the terminal meanwhile. */
const mayEndAsNodeDoes = (): boolean =>
  !areSystemCallsOpen() && (isTerminal(1) || !(isTerminal(0) || isTerminal(2)));
