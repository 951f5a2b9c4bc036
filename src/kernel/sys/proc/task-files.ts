/**
 * Reads the small files of a task under /proc into one buffer that is used again. Bytes out, nothing interpreted.
 *
 * A task may end between any two calls, and most belong to other users: both are outcomes, not exceptions.
 */
import { closeSync, constants, openSync } from 'node:fs';
import { encodeText } from '../../../lib/text.ts';
import { writeDecimal } from '../../abi/proc/decimal.ts';
import { decodeTaskStat, type TaskStat } from '../../abi/proc/task-stat.ts';
import { ERRNO, systemCallError } from '../errno.ts';
import * as libc from '../libc.ts';
import { readBytes } from './kernel-facts.ts';
import { procNotMounted } from './task-list.ts';

const STATX_UID = 8;
const STATX_UID_OFFSET = 20;
/** Such files have some 350 bytes. */
const LENGTH = 4096;

/** `read`: the file is in `bytes`. `gone`: the task ended. `denied`: we may not read it. */
type TaskFileOutcome = 'read' | 'gone' | 'denied';

export class TaskFiles {
  readonly #procFd: number;
  readonly #buffer = new Uint8Array(LENGTH);
  readonly #path = new Uint8Array(64);
  readonly #statx = new Uint8Array(256);
  readonly #statxView = new DataView(this.#statx.buffer);
  /** What the last successful `read` brought; valid until the next. */
  bytes: Uint8Array = this.#buffer.subarray(0, 0);

  /** @param root where proc is mounted @throws UnavailableError when it is not */
  constructor(root = '/proc') {
    try {
      this.#procFd = openSync(root, libc.O_PATH);
    } catch (cause) {
      throw procNotMounted(root, cause);
    }
  }

  /** Reads one file of a task. @throws SystemCallError when it fails for a reason that is not the task's */
  read(tgid: number, tid: number, file: 'stat' | 'io'): TaskFileOutcome {
    this.#aim(tgid, tid, NAMES[file]);
    const fd = libc.openat(this.#procFd, this.#path, constants.O_RDONLY);
    if (fd < 0) return outcomeOf(`open of a task's ${file}`, libc.errno());
    const length = libc.read(fd, this.#buffer);
    const error = length < 0 ? libc.errno() : 0;
    libc.close(fd);
    if (length < 0) return outcomeOf(`read of a task's ${file}`, error);
    this.bytes = this.#buffer.subarray(0, length);
    return 'read';
  }

  /** The owner of a task's folder, which is the user it acts as; undefined when it is gone. */
  ownerOf(tgid: number, tid: number): number | undefined {
    this.#aim(tgid, tid, NAMES.folder);
    if (libc.statx(this.#procFd, this.#path, STATX_UID, this.#statx) !== 0) return undefined;
    return this.#statxView.getUint32(STATX_UID_OFFSET, true);
  }

  close(): void {
    closeSync(this.#procFd);
  }

  /** `TGID/task/TID` and the name. */
  #aim(tgid: number, tid: number, name: Uint8Array): void {
    const path = this.#path;
    const slash = writeDecimal(path, 0, tgid);
    path.set(SLASH_TASK_SLASH, slash);
    path.set(name, writeDecimal(path, slash + SLASH_TASK_SLASH.length, tid));
  }
}

const SLASH_TASK_SLASH = encodeText('/task/');
/** With the NUL that ends a path. */
const NAMES = {
  stat: encodeText('/stat\0'),
  io: encodeText('/io\0'),
  folder: encodeText('\0'),
} as const;

const outcomeOf = (call: string, error: number): TaskFileOutcome => {
  if (error === ERRNO.ENOENT || error === ERRNO.ESRCH) return 'gone';
  if (error === ERRNO.EACCES || error === ERRNO.EPERM) return 'denied';
  throw systemCallError(call, error);
};

/**
 * One task's stat file; a pass over all tasks uses `TaskFiles`.
 * @returns undefined when it is gone, or hidden from us
 * @throws DecodeError when the kernel writes it in another form
 */
export const readTaskStat = (tid: number): TaskStat | undefined => {
  const bytes = readBytes(`/proc/${tid}/stat`);
  return bytes && decodeTaskStat(bytes);
};
