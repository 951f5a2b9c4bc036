/** A segment's bytes, read through a window. */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { hasCode } from '../../lib/error-codes.ts';
import { UnavailableError } from '../../lib/errors.ts';
import type { SegmentBytes } from '../format/walk.ts';

/** Closed by whoever opened it. Its size is that at opening: a segment still growing is read up to there. */
export type SegmentFile = SegmentBytes & { readonly stat: Stats; close(): void };

/** @throws UnavailableError when the path is no regular file; Node's error when it cannot be opened */
export const openSegment = (path: string): SegmentFile => {
  // O_NONBLOCK: opening a pipe in the segment's place must not wait.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const stat = fstatSync(fd);
  if (!stat.isFile()) {
    closeSync(fd);
    throw new UnavailableError(`${path} is not a regular file`, 'name a recording');
  }
  return { size: stat.size, stat, read: windowOn(fd, stat.size), close: () => closeSync(fd) };
};

/** Undefined when the segment is gone: a recorder drops its oldest while others read. */
export const openSegmentIfThere = (path: string): SegmentFile | undefined => {
  try {
    return openSegment(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

/** As above; undefined too when this user may not read it. */
export const openSegmentIfAllowed = (path: string): SegmentFile | undefined => {
  try {
    return openSegmentIfThere(path);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
};

/** Whether an error says that this user may not read the file. */
export const isRefusal = (error: unknown): boolean => hasCode(error, 'EACCES', 'EPERM');

/** Headers lie a few KB apart: one read of this size brings a dozen. */
const WINDOW = 64 * 1024;

const windowOn = (fd: number, size: number): SegmentBytes['read'] => {
  const window = new Uint8Array(WINDOW);
  let start = 0;
  let end = 0;
  return (offset, length) => {
    const wanted = Math.max(0, Math.min(length, size - offset));
    if (wanted > WINDOW) return readAt(fd, new Uint8Array(wanted), offset);
    if (offset < start || offset + wanted > end) {
      start = offset;
      end = offset + readAt(fd, window, offset).length;
    }
    return window.subarray(offset - start, Math.min(offset - start + wanted, end - start));
  };
};

/** The bytes read: fewer than asked for when the file was cut meanwhile. */
const readAt = (fd: number, into: Uint8Array, offset: number): Uint8Array => {
  let filled = 0;
  while (filled < into.length) {
    const count = readSync(fd, into, filled, into.length - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return into.subarray(0, filled);
};
