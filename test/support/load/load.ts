/** The project's load generator (../../load/load.c, which documents every load) from TypeScript. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { compileC, type Program } from '../iotop/compile-c.ts';
import { place } from '../test-run/place.ts';

/** What one task of a load moved, by the kernel's own count at the task's end. Bytes throughout. */
export type MovedByTask = {
  /** 0 where many tasks of one name are summed (the storm). */
  readonly tid: number;
  /** Bytes outside printable ASCII stand as the code point of the same number. */
  readonly comm: string;
  /** Tasks summed here: 1, but for the storm. */
  readonly count: number;
  /** What the task was told to move. */
  readonly asked: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly cancelledWriteBytes: number;
};

export type Load = {
  readonly pid: number;
  /** Starts the load, or takes its next step, and comes back at once. */
  readonly step: () => void;
  /** Resolves when the load says it is ready for a step. The load has said so once already when it is handed out. */
  readonly ready: () => Promise<void>;
  /** The truth, once the load is done. Its process stays until `end`. */
  readonly moved: () => Promise<readonly MovedByTask[]>;
  /** Ends every task of the load and waits until they are gone. */
  readonly end: () => Promise<void>;
};

/** Builds the generator, or says why this machine cannot. */
export const buildLoad = (): Program => compileC(join(import.meta.dirname, '../../load/load.c'));

/**
 * Starts a load and waits until it stands.
 *
 * @param folder where its files live; the file system decides whether direct I/O works
 * @throws Error with what the generator said when it ended before it was ready
 */
export const startLoad = async (
  program: string,
  args: readonly (string | number)[],
  folder: string,
): Promise<Load> => {
  const child = spawn(program, args.map(String), {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A load that has ended by itself no longer reads; what it answered tells, not the broken pipe.
  child.stdin.on('error', () => undefined);
  const next = lineReader(child);
  const ready = async (): Promise<void> => expectReady(await next());
  await ready();
  return {
    pid: child.pid ?? 0,
    step: () => child.stdin.write('\n'),
    ready,
    moved: async () => (JSON.parse(await next()) as { tasks: MovedByTask[] }).tasks,
    end: () => endOf(child),
  };
};

/** A new folder on a disk for the files of a load. The caller removes it. */
export const makeDiskFolder = (): string => mkdtempSync(join(place().temporary, 'load-'));

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** The lines of the child's output, one a call; what it complained of is the error when there are no more. */
const lineReader = (child: Child): (() => Promise<string>) => {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let complaint = '';
  child.stderr.on('data', (text) => {
    complaint += text;
  });
  const closed = new Promise((done) => child.once('close', done));
  return async () => {
    const line = await lines.next();
    if (line.done !== true) return line.value;
    await closed;
    throw new Error(complaint.trim() || 'the load ended without a word');
  };
};

const expectReady = (line: string): void => {
  if (line !== 'ready') throw new Error(`the load said "${line}" where "ready" was due`);
};

const endOf = (child: Child): Promise<void> =>
  new Promise((gone) => {
    if (child.exitCode !== null || child.signalCode !== null) return gone();
    child.once('exit', () => gone());
    child.stdin.end();
  });
