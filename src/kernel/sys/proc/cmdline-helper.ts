/**
 * Reads the command lines of processes that may be stuck in the kernel, in a helper process: it may hang, iotop does not.
 *
 * A thread would not do: Node waits for its threads when it ends. One helper at a time, however many processes are stuck; if the
 * kernel does not let the helper end, no more are started.
 */
import { execFile } from 'node:child_process';
import { COMMAND_LIMIT, commandIn } from './command-line.ts';

export class CommandLineHelper {
  readonly #onRead: (tgid: number, command: string) => void;
  readonly #root: string;
  /** In the order of `ask`. The first is being read. */
  readonly #asked = new Set<number>();

  /** @param onRead is called for each that could be read, between two samples */
  constructor(onRead: (tgid: number, command: string) => void, root = '/proc') {
    this.#onRead = onRead;
    this.#root = root;
  }

  /** @returns false when too many wait already: ask again later */
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
      // Otherwise it ended, may not be read, or the helper hung: its short name has to do.
      if (error === null && bytes.length > 0) this.#onRead(tgid, commandIn(bytes, bytes.length));
      const [next] = this.#asked;
      if (next !== undefined) this.#read(next);
    });
    child.unref();
  }
}

const QUEUE = 64;
const OPTIONS = { encoding: 'buffer', timeout: 1000, killSignal: 'SIGKILL' } as const;
