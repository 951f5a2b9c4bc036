/** The folder of a recording and the files in it. No symbolic link in it is followed; nothing but segments is touched. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, realpath, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unless } from '../../lib/error-codes.ts';
import { messageOf, UnavailableError } from '../../lib/errors.ts';
import { type Bytes, bytes, type Milliseconds } from '../../lib/units.ts';
import { timeOfSegment } from '../format/segment-name.ts';

/** A segment of a folder, or a file that the user named. */
export type SegmentFileName = { readonly name: string; readonly path: string };

export type Segment = SegmentFileName & {
  /** When it was begun. */
  readonly time: Milliseconds;
  readonly size: Bytes;
};

/** A segment that holds blocks of ours. */
export type RecordedSegment = Segment & {
  /** Wall time of its first sample. A name may be later: names keep the order of writing when the clock is set back. */
  readonly begun: Milliseconds;
};

/**
 * Makes the folder (0750) where it is missing.
 * @returns where it is: a symbolic link is followed if root or this user made it, as systemd does for DynamicUser=
 * @throws UnavailableError when it cannot be made, is no folder, another's symbolic link, or one that every user may write to
 */
export const prepareFolder = async (path: string): Promise<string> => {
  try {
    await makeFolders(path);
  } catch (error) {
    throw new UnavailableError(
      `cannot make the folder ${path}: ${messageOf(error)}`,
      'name one where this user may write',
      { cause: error },
    );
  }
  const folder = await followOwnLink(path);
  const stat = await lstat(folder);
  if (!stat.isDirectory()) {
    const what = stat.isSymbolicLink() ? "another user's symbolic link" : 'not a folder';
    throw new UnavailableError(`${path} is ${what}`, 'name a folder');
  }
  if ((stat.mode & 0o002) !== 0) {
    throw new UnavailableError(
      `every user may write to ${path}`,
      `choose another folder, or run "chmod o-w ${folder}"`,
    );
  }
  return folder;
};

/** Another user's link must not choose where we write. */
const followOwnLink = async (path: string): Promise<string> => {
  const stat = await lstat(path);
  if (!stat.isSymbolicLink() || ![0, process.geteuid?.()].includes(stat.uid)) return path;
  try {
    return await realpath(path);
  } catch (error) {
    throw new UnavailableError(
      `${path} is a symbolic link that leads nowhere: ${messageOf(error)}`,
      'name a folder',
      { cause: error },
    );
  }
};

/** Level by level: Node's `recursive` loops for ever where the kernel keeps answering ENOENT, as in /proc. */
const makeFolders = async (path: string): Promise<void> => {
  if ((await statIfThere(path)) !== undefined) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolders(parent);
  // Another process may have made it first.
  await unless(['EEXIST'], mkdir(path, { mode: 0o750 }));
};

/** The segments, oldest first. */
export const listSegments = async (folder: string): Promise<readonly Segment[]> => {
  const segments: Segment[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const time = timeOfSegment(name);
    if (time === undefined) continue;
    const path = join(folder, name);
    const stat = await statIfThere(path);
    if (stat?.isFile()) segments.push({ name, path, time, size: bytes(stat.size) });
  }
  return segments;
};

/** Begins a file that was not there. */
export const createFile = (path: string, mode = 0o640): Promise<FileHandle> =>
  open(
    path,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    mode,
  );

/** Gives a file to the owner and group of another. @throws Node's error when this user may not */
export const ownAs = async (file: FileHandle, { uid, gid }: Stats): Promise<void> => {
  const own = await file.stat();
  if (own.uid !== uid || own.gid !== gid) await file.chown(uid, gid);
};

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

/** Removes a file; it may be gone already. */
export const removeFile = (path: string): Promise<void> => unless(['ENOENT'], unlink(path));

/** Of the name itself, not of what a link leads to. Undefined when there is no such name. */
export const statIfThere = (path: string): Promise<Stats | undefined> =>
  unless(['ENOENT', 'ENOTDIR'], lstat(path));

export const isSameFile = (a: Stats, b: Stats): boolean => a.ino === b.ino && a.dev === b.dev;
