/** Errnos by name, and names by errno. */
import { constants } from 'node:os';
import { SystemCallError } from '../../lib/errors.ts';

export const ERRNO = constants.errno;

const NAMES: ReadonlyMap<number, string> = new Map([
  ...Object.entries(ERRNO).map(([name, errno]) => [errno, name] as const),
  // Its other name is EWOULDBLOCK.
  [ERRNO.EAGAIN, 'EAGAIN'],
]);

export const errnoName = (errno: number): string => NAMES.get(errno) ?? `errno ${errno}`;

export const systemCallError = (call: string, errno: number, detail = ''): SystemCallError =>
  new SystemCallError(call, errno, errnoName(errno), detail);
