/**
 * Small files that another program keeps, read without trust: whoever owns them could have put anything in their place.
 *
 * Source: open(2): O_NONBLOCK does not wait for whoever would write into a FIFO, O_NOFOLLOW takes no symbolic link.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';

const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW | constants.O_NOCTTY;

/**
 * The text of a regular file.
 * @param owner who has to own it, if not we @param most bytes of a file that is read
 * @returns undefined: it is not there, not for us to read, something else, another's, or longer
 */
export const readFileOf = (path: string, owner: number, most: number): string | undefined => {
  let fd: number;
  try {
    fd = openSync(path, FLAGS);
  } catch {
    return undefined;
  }
  try {
    const { size, uid } = whatIs(fd);
    if (size > most || !isTrusted(uid, owner)) return undefined;
    const bytes = Buffer.allocUnsafe(size);
    let length = 0;
    for (let read = 1; read > 0 && length < size; length += read)
      read = readSync(fd, bytes, length, size - length, null);
    return bytes.toString('utf8', 0, length);
  } catch {
    return undefined; // it could be opened, but not read
  } finally {
    closeSync(fd);
  }
};

/** Whether each of these is a folder, each in the one before, and no symbolic link leads elsewhere. */
export const areFolders = (path: string, names: readonly string[]): boolean => {
  let folder = path;
  try {
    return names.every((name) => {
      folder = `${folder}/${name}`;
      return lstatSync(folder).isDirectory();
    });
  } catch {
    return false;
  }
};

/** Of what is no regular file the size is beyond all bounds. */
const whatIs = (fd: number): { readonly size: number; readonly uid: number } => {
  const stat = fstatSync(fd);
  return { size: stat.isFile() ? stat.size : Number.POSITIVE_INFINITY, uid: stat.uid };
};

const isTrusted = (uid: number, owner: number): boolean =>
  uid === owner || uid === process.geteuid?.();
