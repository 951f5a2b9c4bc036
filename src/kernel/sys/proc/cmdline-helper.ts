/**
 * Reads the command lines of processes that may be stuck in the kernel: in a process of its own, which hangs in our place.
 *
 * Not in a thread of ours: Node waits for its threads when it ends, and so would we. One at a time, so that however many are
 * stuck, one helper is; one that the kernel does not let go of ends the asking.
 */
import { execFile } from 'node:child_process';
import { COMMAND_LIMIT, commandIn } from './command-line.ts';

export class CommandLineHelper {
  readonly #onRead: (tgid: number, command: string) => void;
  readonly #root: string;
  /** In the order asked. The first is being read. */
  readonly #asked = new Set<number>();

  /** @param onRead hears of those that could be read, between two samples */
  constructor(onRead: (tgid: number, command: string) => void, root = '/proc') {
    this.#onRead = onRead;
    this.#root = root;
  }

  /** @returns false when too many wait already: ask another time */
  ask(tgid: number): boolean {
    if (this.#asked.size >= QUEUE) return false;
    const isIdle = this.#asked.size === 0;
    this.#asked.add(tgid);
    if (isIdle) this.#read(tgid);
    return true;
  }

  #read(tgid: number): void {
    const args = ['-c', String(COMMAND_LIMIT), `${this.#root}/${tgid}/cmdline`];
    const child = execFile('head', args, OPTIONS, (error, bytes) => {
      this.#asked.delete(tgid);
      // It ended, is ending, is not ours to read, or hung: its short name is all there is.
      if (error === null && bytes.length > 0) this.#onRead(tgid, commandIn(bytes, bytes.length));
      const [next] = this.#asked;
      if (next !== undefined) this.#read(next);
    });
    child.unref();
  }
}

const QUEUE = 64;
const OPTIONS = { encoding: 'buffer', timeout: 1000, killSignal: 'SIGKILL' } as const;
