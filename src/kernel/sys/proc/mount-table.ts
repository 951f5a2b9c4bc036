/**
 * What is mounted, as this process sees it: read when it has changed, which one short system call tells.
 *
 * Source: proc_pid_mountinfo(5): the file polls as exceptional (POLLPRI) after each mount and unmount. The kernel makes no device event of those.
 */
import { closeSync, openSync } from 'node:fs';
import { poll } from '../libc.ts';
import { readText } from './kernel-facts.ts';

export class MountTable {
  readonly #path: string;
  #fd: number | undefined;
  /** struct pollfd: descriptor, events asked for, events that came. */
  readonly #asked = new Uint8Array(8);

  /** @param path of a mountinfo */
  constructor(path: string) {
    this.#path = path;
    try {
      this.#fd = openSync(path, 'r');
    } catch {
      this.#fd = undefined; // nothing is known to be mounted, now and later
      return;
    }
    const view = new DataView(this.#asked.buffer);
    view.setInt32(0, this.#fd, isLittle);
    view.setInt16(4, POLLPRI, isLittle);
  }

  /** Whether something was mounted or unmounted since the last call, or since it was made. */
  hasChanged(): boolean {
    return this.#fd !== undefined && poll(this.#asked, 1, 0) > 0;
  }

  /** Its text; empty when it cannot be read. */
  read(): string {
    return this.#fd === undefined ? '' : (readText(this.#path) ?? '');
  }

  /** Harmless when called twice. */
  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

/** Source: include/uapi/asm-generic/poll.h. */
const POLLPRI = 2;
/** Of all processors that libc.ts knows. */
const isLittle = true;
