/** A small file of the kernel's that is read again and again: opened once, read from its start each time. Bytes out, nothing interpreted. */
import { closeSync, openSync, readSync } from 'node:fs';

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

  /** What it says now, which is ASCII; undefined when it cannot be read. */
  read(): string | undefined {
    if (this.#fd === undefined) return undefined;
    try {
      const length = this.#fill(this.#fd);
      return this.#bytes.toString('latin1', 0, length);
    } catch {
      return undefined; // refused this time, or a device that is gone
    }
  }

  /** Harmless when called twice. */
  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  /** The kernel hands such files out a page at a time, and says that there is no more by handing out nothing. */
  #fill(fd: number): number {
    for (let end = 0; ; ) {
      if (end === this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, this.#bytes]);
      const length = readSync(fd, this.#bytes, end, this.#bytes.length - end, end);
      if (length === 0) return end;
      end += length;
    }
  }
}
