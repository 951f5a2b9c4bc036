/** A small kernel file that is read again and again: opened once, read from its start each time. Bytes out, nothing interpreted. */
import { closeSync, openSync } from 'node:fs';
import { pread } from '../libc.ts';

/** Most such files have less than 4 KiB. */
const LENGTH = 16_384;

export class KeptFile {
  #fd: number | undefined;
  #bytes = Buffer.alloc(LENGTH);

  constructor(path: string) {
    try {
      this.#fd = openSync(path, 'r');
    } catch {
      this.#fd = undefined; // absent or denied: "unknown" to callers, now and later
    }
  }

  /** Its present text, which is ASCII; undefined when it cannot be read. */
  read(): string | undefined {
    const length = this.#fd === undefined ? -1 : this.#fill(this.#fd);
    return length < 0 ? undefined : this.#bytes.toString('latin1', 0, length);
  }

  /** Harmless when called twice. */
  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  /** The kernel gives such files a page at a time, and 0 bytes at the end. @returns the length, or -1 when it cannot be read */
  #fill(fd: number): number {
    for (let end = 0; ; ) {
      if (end === this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, this.#bytes]);
      const length = pread(fd, end === 0 ? this.#bytes : this.#bytes.subarray(end), end);
      if (length <= 0) return length < 0 ? length : end;
      end += length;
    }
  }
}
