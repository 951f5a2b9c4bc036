/**
 * The terminal as something that never blocks.
 *
 * Node writes to terminals synchronously, so one paused with Ctrl-S would stop the whole monitor. The same terminal is
 * opened once more instead, without blocking, through /proc/self/fd; where that is refused (a terminal that belongs to
 * another user, as after su) writes block as they do for everybody else.
 */
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import type { Output } from './screen.ts';

export type TtyOutput = Output & { close(): void };

/** @param fd the terminal; stays open and is written to when it cannot be opened again */
export const openTtyOutput = (fd: number): TtyOutput => {
  const own = reopened(fd);
  return {
    write: (bytes) => writeSome(own ?? fd, bytes),
    close: () => {
      if (own !== undefined) closeSync(own);
    },
  };
};

const reopened = (fd: number): number | undefined => {
  try {
    const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
    return openSync(`/proc/self/fd/${fd}`, flags);
  } catch {
    return undefined; // see above: blocking writes then
  }
};

const writeSome = (fd: number, bytes: Uint8Array): number | 'gone' => {
  try {
    return writeSync(fd, bytes);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    return code === 'EAGAIN' || code === 'EINTR' ? 0 : 'gone';
  }
};

/** What has come from a terminal and nobody has taken. @returns undefined where it cannot be read so */
export const readWaiting = (fd: number): string | undefined => {
  let own: number | undefined;
  try {
    own = openSync(
      `/proc/self/fd/${fd}`,
      constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY,
    );
    const bytes = Buffer.alloc(1024);
    return bytes.toString('latin1', 0, readSync(own, bytes));
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EAGAIN' ? '' : undefined;
  } finally {
    if (own !== undefined) closeSync(own);
  }
};
