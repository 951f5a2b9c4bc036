/** The folder of a recording and the files in it. No symbolic link is followed; nothing but segments is touched. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf, UnavailableError } from '../lib/errors.ts';
import { type Bytes, bytes, type Milliseconds } from '../lib/units.ts';
import { timeOfSegment } from './segment-name.ts';

export type Segment = {
  readonly name: string;
  readonly path: string;
  /** When it was begun. */
  readonly time: Milliseconds;
  readonly size: Bytes;
};

/**
 * Makes the folder (0750) where it is missing.
 *
 * @throws UnavailableError when it cannot be made, is no folder, a symbolic link, or one that every user may write to
 */
export const prepareFolder = async (folder: string): Promise<void> => {
  try {
    await makeFolders(folder);
  } catch (error) {
    throw new UnavailableError(
      `cannot make the folder ${folder}: ${messageOf(error)}`,
      'name one where this user may write',
      { cause: error },
    );
  }
  const stat = await lstat(folder);
  if (!stat.isDirectory()) {
    throw new UnavailableError(
      `${folder} is not a folder`,
      'name one; a symbolic link will not do',
    );
  }
  if ((stat.mode & 0o002) !== 0) {
    throw new UnavailableError(
      `every user may write to ${folder}`,
      `choose another folder, or run "chmod o-w ${folder}"`,
    );
  }
};

/** Level by level; Node's own way of making several never ends where the kernel keeps saying ENOENT, as in /proc. */
const makeFolders = async (path: string): Promise<void> => {
  if ((await lstatIfThere(path)) !== undefined) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolders(parent);
  try {
    await mkdir(path, { mode: 0o750 });
  } catch (error) {
    // Somebody else was quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
};

/** The segments, oldest first. */
export const listSegments = async (folder: string): Promise<readonly Segment[]> => {
  const segments: Segment[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const time = timeOfSegment(name);
    if (time === undefined) continue;
    const path = join(folder, name);
    const stat = await lstatIfThere(path);
    if (stat?.isFile()) segments.push({ name, path, time, size: bytes(stat.size) });
  }
  return segments;
};

/** Begins a file that was not there (0640). */
export const createFile = (path: string): Promise<FileHandle> =>
  open(
    path,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    0o640,
  );

/** Opens a file to go on with it. */
export const openToAppend = (path: string): Promise<FileHandle> =>
  open(path, constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK);

/** Has the kernel put the folder's names on the disk. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Removes a file; that it is gone already is as good. */
export const removeFile = async (path: string): Promise<void> => {
  try {
    await unlink(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
};

const lstatIfThere = async (path: string): Promise<Stats | undefined> => {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};
