/** Reads the beginning of a small file of the kernel's into a buffer of the caller's. Nothing is thrown: a task may end at any time, and others' are not ours to read. */
import { close, openat, read } from '../libc.ts';

/** Paths count from where we are; these begin at the root. */
const AT_FDCWD = -100;
const O_RDONLY_CLOEXEC = 0o2000000;

/** @returns bytes read into the buffer, or -1: gone, or not ours to read */
export const readSmallFile = (path: string, into: Uint8Array): number => {
  const fd = openat(AT_FDCWD, Buffer.from(`${path}\0`), O_RDONLY_CLOEXEC);
  if (fd < 0) return -1;
  const length = read(fd, into);
  close(fd);
  return length;
};
