/**
 * Reads names and command lines of tasks without ever waiting for them. A task that ended, or is not ours to read, is an outcome.
 *
 * /proc/PID/cmdline takes the process's memory lock, which a task stuck in the kernel may hold for ever. So the state is read
 * first (from a file without that lock), and the command line of a process in D state is left to `CommandLineHelper`.
 */
import { constants } from 'node:fs';
import { decodeText } from '../../../lib/text.ts';
import { AT_FDCWD, close, openat, read } from '../libc.ts';

/** Bytes; iotop 0.1's limit. */
export const COMMAND_LIMIT = 4096;

export type CommandRead =
  | { readonly kind: 'read'; readonly command: string }
  /** It ended, or we may not read it. */
  | { readonly kind: 'gone' }
  /** In uninterruptible sleep: try again later. */
  | { readonly kind: 'stuck' };

export class CommandReader {
  readonly #bytes = new Uint8Array(COMMAND_LIMIT);
  readonly #root: string;

  constructor(root = '/proc') {
    this.#root = root;
  }

  /** Arguments joined by spaces; '' for kernel threads and zombies. @param state its letter, if known */
  read(tgid: number, state?: string): CommandRead {
    const now = state ?? this.#stateOf(tgid);
    if (now === undefined) return { kind: 'gone' };
    if (now === 'D') return { kind: 'stuck' };
    const length = readSmallFile(`${this.#root}/${tgid}/cmdline`, this.#bytes);
    if (length < 0) return { kind: 'gone' };
    return { kind: 'read', command: commandIn(this.#bytes, length) };
  }

  /** The letter behind the last `)` of /proc/PID/stat. */
  #stateOf(tgid: number): string | undefined {
    const length = readSmallFile(`${this.#root}/${tgid}/stat`, this.#bytes);
    if (length <= 0) return undefined;
    const at = this.#bytes.subarray(0, length).lastIndexOf(0x29);
    const letter = this.#bytes[at + 2];
    return at < 0 || letter === undefined ? undefined : String.fromCharCode(letter);
  }
}

/** The arguments joined by spaces. @param bytes begins with `length` bytes of a file cmdline; changed in place */
export const commandIn = (bytes: Uint8Array, length: number): string => {
  let end = length < COMMAND_LIMIT ? length : wholeCharacters(bytes, length);
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  for (let i = 0; i < end; i++) if (bytes[i] === 0) bytes[i] = 0x20;
  return decodeText(bytes, 0, end);
};

/** The length without a UTF-8 sequence that was cut off at the end; bytes that are no UTF-8 stay. */
const wholeCharacters = (bytes: Uint8Array, length: number): number => {
  for (let back = 1; back <= 3 && back <= length; back++) {
    const byte = bytes[length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const width = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return width > back ? length - back : length;
  }
  return length;
};

/** Bytes; the kernel's limit is 64 and a line end. */
const NAME_LIMIT = 80;

/**
 * A task's name as /proc/PID/comm has it: of a kernel thread in full, where all other sources cut it after 15 bytes, and of a
 * worker with what it works on (`kworker/0:1+events`) or worked on last (`kworker/0:1-events`).
 *
 * Source: fs/proc/array.c (proc_task_name), kernel/workqueue.c (wq_worker_comm), kernel/kthread.c (get_kthread_comm).
 * Unlike the command line it needs no memory lock, so reading it never waits for I/O. A worker's takes its pool's lock and the
 * mutex under which workers join and leave pools, for moments only.
 *
 * @returns undefined when the task is gone, or hidden from us
 */
export const readTaskName = (tid: number, root = '/proc'): string | undefined => {
  const bytes = new Uint8Array(NAME_LIMIT);
  const length = readSmallFile(`${root}/${tid}/comm`, bytes);
  return length <= 0 ? undefined : decodeText(bytes, 0, length - 1);
};

/** Reads the beginning of a small file. @returns bytes read into the buffer, or -1: gone or denied */
const readSmallFile = (path: string, into: Uint8Array): number => {
  const fd = openat(AT_FDCWD, Buffer.from(`${path}\0`), constants.O_RDONLY);
  if (fd < 0) return -1;
  const length = read(fd, into);
  close(fd);
  return length;
};
