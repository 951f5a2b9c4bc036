/**
 * The end of the process, by _exit(2).
 *
 * Node's own way out puts back the terminal's settings as they were when Node started. They are a pager's by then (`iotop -b | less`
 * ends with the terminal left without echo), and where the terminal has gone Node aborts and leaves a core. What we changed of a
 * terminal src/tui/terminal.ts has put back already; here only our standard streams are made blocking again, which Node made otherwise.
 */
import { exitAtOnce, fcntl, systemCallRefusal } from './libc.ts';
import { isProfiled } from './profiled.ts';

/** Source: include/uapi/asm-generic/fcntl.h; the same on x86-64 and arm64. */
const F_GETFL = 3;
const F_SETFL = 4;
const O_NONBLOCK = 0o4000;

/** The flags of standard input, output and error; those of a closed one are -1. */
export type StreamFlags = readonly number[];

/** Asked before the first of them is used. Without system calls: none. */
export const standardFlags = (): StreamFlags =>
  systemCallRefusal === undefined ? [0, 1, 2].map((fd) => fcntl(fd, F_GETFL, 0)) : [];

/** The streams may be shared with the shell and the rest of a pipeline: who reads them after us expects to wait. */
const restore = (found: StreamFlags): void => {
  for (const [fd, flags] of found.entries()) {
    const isOurs = flags !== -1 && (flags & O_NONBLOCK) === 0;
    if (!isOurs) continue;
    const now = fcntl(fd, F_GETFL, 0);
    if (now !== -1 && (now & O_NONBLOCK) !== 0) fcntl(fd, F_SETFL, now & ~O_NONBLOCK);
  }
};

/**
 * Does not return. What is still to be written must have been written before.
 * @param found what `standardFlags` said at the start
 */
export const leave = (status: number, found: StreamFlags): void => {
  if (systemCallRefusal !== undefined || writesAtItsEnd()) return;
  restore(found);
  exitAtOnce(status);
};

/** Node was asked for a profile or for coverage, which it writes when it ends in its own way. */
const writesAtItsEnd = (): boolean => process.env.NODE_V8_COVERAGE !== undefined || isProfiled();
