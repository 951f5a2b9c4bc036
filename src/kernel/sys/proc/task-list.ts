/**
 * Lists every task from /proc without making a string for each: names are bytes on the way in and out.
 *
 * The link count of a process's `task` folder (threads + 2) shows whether it has one thread, in a third of the time of listing it.
 */
import { closeSync, constants, openSync } from 'node:fs';
import { UnavailableError } from '../../../lib/errors.ts';
import { encodeText } from '../../../lib/text.ts';
import { writeDecimal } from '../../abi/proc/decimal.ts';
import { eachNumericName } from '../../abi/proc/dirent.ts';
import { threadGroupOf } from '../../abi/proc/process-status.ts';
import { ERRNO, systemCallError } from '../errno.ts';
import * as libc from '../libc.ts';
import { readText } from './kernel-facts.ts';

/** The failure is not the task's, and a list without it would be wrong. */
const NO_MORE_FILES: readonly number[] = [ERRNO.ENFILE, ERRNO.EMFILE];
const STATX_NLINK = 4;
const STATX_NLINK_OFFSET = 16;
const SLASH_TASK = encodeText('/task\0');
const ITSELF = encodeText('.\0');

/** Called for each task; `tgid` before its threads. */
type OnTask = (tid: number, tgid: number) => void;

export class TaskList {
  readonly #root: string;
  readonly #procFd: number;
  readonly #entries = new Uint8Array(32 * 1024);
  readonly #entriesView = new DataView(this.#entries.buffer);
  readonly #path = new Uint8Array(32);
  readonly #stat = new Uint8Array(256);
  readonly #statView = new DataView(this.#stat.buffer);

  /** @param root where proc is mounted @throws UnavailableError when it is not */
  constructor(root = '/proc') {
    this.#root = root;
    try {
      this.#procFd = openSync(root, constants.O_DIRECTORY);
    } catch (cause) {
      throw procNotMounted(root, cause);
    }
  }

  /** Every task of every process; those that end meanwhile are left out. @throws SystemCallError when no more files can be opened */
  all(each: OnTask): void {
    const tgids: number[] = [];
    const own = libc.openat(this.#procFd, ITSELF, constants.O_DIRECTORY);
    if (own < 0) throw systemCallError(`open of ${this.#root}`, libc.errno());
    this.#readEntries(own, (tgid) => tgids.push(tgid));
    for (const tgid of tgids) this.ofProcess(tgid, each);
  }

  /** The tasks of one process; none when it is gone. */
  ofProcess(tgid: number, each: OnTask): void {
    this.#path.set(SLASH_TASK, writeDecimal(this.#path, 0, tgid));
    if (libc.statx(this.#procFd, this.#path, STATX_NLINK, this.#stat) === 0) {
      if (this.#statView.getUint32(STATX_NLINK_OFFSET, true) === 3) {
        each(tgid, tgid);
        return;
      }
    }
    const fd = libc.openat(this.#procFd, this.#path, constants.O_DIRECTORY);
    if (fd >= 0) this.#readEntries(fd, (tid) => each(tid, tgid));
    else if (NO_MORE_FILES.includes(libc.errno()))
      throw systemCallError('open of a task folder', libc.errno());
  }

  /** All tasks of a process when `id` is a process's, else the task itself. None when it is gone. */
  ofTaskOrProcess(id: number, each: OnTask): void {
    const tgid = threadGroupOf(readText(`${this.#root}/${id}/status`) ?? '') ?? id;
    if (tgid === id) this.ofProcess(id, each);
    else each(id, tgid);
  }

  close(): void {
    closeSync(this.#procFd);
  }

  /** Reads to the end and closes `fd`. */
  #readEntries(fd: number, each: (value: number) => void): void {
    for (;;) {
      const length = libc.getdents64(fd, this.#entries);
      if (length <= 0) break;
      eachNumericName(this.#entriesView, length, each);
    }
    libc.close(fd);
  }
}

export const procNotMounted = (root: string, cause?: unknown): UnavailableError =>
  new UnavailableError(`proc is not mounted at ${root}`, 'mount it: mount -t proc proc /proc', {
    cause,
  });
