/**
 * The output file of a long computation. It is opened first, so that a path that cannot be written fails at once, and emptied only
 * when the result is there.
 */
import { constants } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { unless } from '../../lib/error-codes.ts';
import { messageOf, UnavailableError } from '../../lib/errors.ts';

type PageFile = {
  /** @throws UnavailableError when the disk does not take it; a new file is gone then */
  fill(text: string): Promise<void>;
  /** Leaves things as they were. */
  abandon(): Promise<void>;
};

/** Made (0640) where it is missing. @throws UnavailableError when it cannot be written */
export const openPageFile = async (path: string): Promise<PageFile> => {
  const unwritable = (error: unknown): never => {
    throw new UnavailableError(`cannot write ${path}: ${messageOf(error)}`, '', { cause: error });
  };
  const made = await unless(['EEXIST'], open(path, 'wx', MODE)).catch(unwritable);
  const file = made ?? (await open(path, OVER, MODE).catch(unwritable));
  const abandon = async (): Promise<void> => {
    await file.close().catch(() => {});
    if (made !== undefined) await unlink(path).catch(() => {});
  };
  const fill = async (text: string): Promise<void> => {
    try {
      if ((await file.stat()).isFile()) await file.truncate(0);
      await file.writeFile(text);
      await file.close();
    } catch (error) {
      await abandon();
      unwritable(error);
    }
  };
  return { fill, abandon };
};

/** For owner and group: a page names everybody's commands. */
const MODE = 0o640;

/** What is there is kept for now; where a link leads to no file yet, that file is made. */
const OVER = constants.O_WRONLY | constants.O_CREAT;
