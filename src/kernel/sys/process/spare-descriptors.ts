/** Whether this process may still open as many files as it needs; with fewer, files that are there would seem to be missing. */
import { UnavailableError } from '../../../lib/errors.ts';
import { encodeText } from '../../../lib/text.ts';
import { errnoName } from '../errno.ts';
import { AT_FDCWD, close, errno, O_PATH, openat } from '../libc.ts';

const ROOT = encodeText('/\0');

/**
 * Opens so many, and closes them again: the limit (`ulimit -n`) says neither how many are in use nor how many the machine has left.
 * @throws UnavailableError when there are not that many
 */
export const requireDescriptors = (count: number): void => {
  const opened: number[] = [];
  let code: string | undefined;
  while (opened.length < count && code === undefined) {
    const fd = openat(AT_FDCWD, ROOT, O_PATH);
    if (fd < 0) code = errnoName(errno());
    else opened.push(fd);
  }
  for (const fd of opened) close(fd);
  if (code === undefined) return;
  throw new UnavailableError(
    `it needs ${count} more file descriptors, and ${opened.length} can be had (${code})`,
    code === 'ENFILE' ? 'raise fs.file-max' : 'raise the limit: ulimit -n 1024',
  );
};
