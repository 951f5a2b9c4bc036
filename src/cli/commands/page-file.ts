/**
 * The output file of a long computation. It is opened first, so that a path that cannot be written fails at once, and emptied only
 * when the result is there.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { messageOf, UnavailableError } from '../../lib/errors.ts';

export class PageFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #isNew: boolean;

  private constructor(path: string, handle: FileHandle, isNew: boolean) {
    this.#path = path;
    this.#handle = handle;
    this.#isNew = isNew;
  }

  /** Made (0640) where it is missing. @throws UnavailableError when it cannot be written */
  static async open(path: string): Promise<PageFile> {
    try {
      const made = await openIfMissing(path);
      return new PageFile(path, made ?? (await open(path, OVER, MODE)), made !== undefined);
    } catch (error) {
      throw unwritable(path, error);
    }
  }

  /** @throws UnavailableError when the disk does not take it; a new file is gone then */
  async fill(text: string): Promise<void> {
    try {
      if ((await this.#handle.stat()).isFile()) await this.#handle.truncate(0);
      await this.#handle.writeFile(text);
      await this.#handle.close();
    } catch (error) {
      await this.abandon();
      throw unwritable(this.#path, error);
    }
  }

  /** Leaves things as they were. */
  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => {});
    if (this.#isNew) await unlink(this.#path).catch(() => {});
  }
}

/** For owner and group: a page names everybody's commands. */
const MODE = 0o640;

/** What is there is kept for now; where a link leads to no file yet, that file is made. */
const OVER = constants.O_WRONLY | constants.O_CREAT;

const openIfMissing = async (path: string): Promise<FileHandle | undefined> => {
  try {
    return await open(path, 'wx', MODE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
};

const unwritable = (path: string, error: unknown): UnavailableError =>
  new UnavailableError(`cannot write ${path}: ${messageOf(error)}`, '', { cause: error });
