/** Programs in a real pseudo-terminal, with an emulator on the other end. */
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { build } from 'esbuild';
import { place } from '../test-run/place.ts';
import { ShownScreen, type Size } from './screen-after.ts';

export type Ended = { readonly exitCode: number; readonly signal: number | undefined };

export class PtySession {
  readonly pid: number;
  /** When all that came is on the screen. */
  readonly ended: Promise<Ended>;
  readonly #pty: ReturnType<typeof spawn>;
  readonly #screen: ShownScreen;
  #output = '';
  #shown: Promise<void> = Promise.resolve();

  constructor(pty: ReturnType<typeof spawn>, size: Size) {
    this.#pty = pty;
    this.#screen = new ShownScreen(size);
    this.pid = pty.pid;
    pty.onData((data) => {
      this.#output += data;
      this.#shown = this.#screen.write(data);
    });
    this.ended = new Promise((resolve) => {
      pty.onExit(({ exitCode, signal }) => {
        // The emulator takes its time over the last bytes, too.
        void this.#shown.then(() => resolve({ exitCode, signal }));
      });
    });
  }

  /** Everything that came, bytes as they were. */
  get output(): string {
    return this.#output;
  }

  type(text: string): void {
    this.#pty.write(text);
  }

  resize(size: Size): void {
    this.#screen.resize(size);
    this.#pty.resize(size.columns, size.rows);
  }

  /** From now on the emulator answers what it is asked. */
  answer(): void {
    this.#screen.onAnswer((answer) => this.type(answer));
  }

  /** Takes nothing from the program until `goOn`: a terminal that is slow, or stopped by Ctrl-S. */
  pause(): void {
    this.#pty.pause();
  }

  goOn(): void {
    this.#pty.resume();
  }

  kill(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  async rows(): Promise<string[]> {
    await this.#shown;
    return this.#screen.rows();
  }

  isAlternate(): boolean {
    return this.#screen.isAlternate();
  }

  /** Whether the frame that came last has no end yet: a terminal does not show it either. */
  #isInFrame(): boolean {
    return this.output.lastIndexOf('\x1b[?2026h') > this.output.lastIndexOf('\x1b[?2026l');
  }

  /** The rows, between two frames, as soon as they fulfil `holds`. @throws after `seconds`, with what stood there instead */
  async until(
    what: string,
    holds: (rows: readonly string[]) => boolean,
    seconds = 30,
  ): Promise<string[]> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const rows = await this.rows();
      if (!this.#isInFrame() && holds(rows)) return rows;
      if (Date.now() > deadline)
        throw new Error(`never came: ${what}; screen:\n${rows.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Closes the terminal itself, as a lost connection does. */
  hangUp(): void {
    // Documented, but missing from the package's types.
    (this.#pty as unknown as { destroy(): void }).destroy();
  }

  close(): void {
    try {
      this.#pty.kill('SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

type PtyOptions = Size & { readonly env?: Readonly<Record<string, string>> };

export const startInPty = (
  command: string,
  args: readonly string[],
  options: PtyOptions,
): PtySession => {
  const env = {
    PATH: process.env.PATH ?? '',
    // No configuration of whoever runs the tests, and nothing can be made there: no history of a shell, no configuration of ours.
    HOME: '/proc/nonexistent',
    TMPDIR: place().temporary,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    ...options.env,
  };
  const pty = spawn(command, [...args], { cols: options.columns, rows: options.rows, env });
  return new PtySession(pty, options);
};

/** A TypeScript program as one file that Node can start. @returns its path */
export const bundled = async (entry: string): Promise<string> => {
  const name = entry.replaceAll('/', '-').replace(/\.ts$/, '.mjs');
  const outfile = join(place().program, 'dist/test', name);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['koffi'],
    logLevel: 'error',
    define: { __IOTOP_VERSION__: '"test"' },
  });
  return outfile;
};
