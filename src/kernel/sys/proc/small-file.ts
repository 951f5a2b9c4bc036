/** Reads the beginning of a small kernel file into the caller's buffer. Never throws: a task may end at any time, and other users' may be denied. */
import { close, openat, read } from '../libc.ts';

/** Relative paths would begin at the working directory; ours are absolute. */
const AT_FDCWD = -100;
const O_RDONLY_CLOEXEC = 0o2000000;

/** @returns bytes read into the buffer, or -1: gone or denied */
export const readSmallFile = (path: string, into: Uint8Array): number => {
  const fd = openat(AT_FDCWD, Buffer.from(`${path}\0`), O_RDONLY_CLOEXEC);
  if (fd < 0) return -1;
  const length = read(fd, into);
  close(fd);
  return length;
};
