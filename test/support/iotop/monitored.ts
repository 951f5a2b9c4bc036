/** iotop itself, as users run it, watching while a test loads the disk: the samples of its JSON stream, and sums over them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { systemClock } from '../../../src/kernel/sys/clock.ts';
import type { EngineName, Sample, TaskEntry } from '../../../src/sample/sample.ts';
import { decodeSample } from '../../../src/sample/stream/decode.ts';
import { PROGRAM } from './program.ts';

/**
 * A task that was waited for has still some way to go before its counters are final, ms: it tells its parent first, and who is told may take
 * the processor from it.
 */
export const LAST_STEPS = 250;

/** Bytes charged to tasks, summed over samples. */
export type Charged = {
  readonly read: number;
  readonly write: number;
  readonly cancelledWrite: number;
};

export class Monitor {
  readonly samples: Sample[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #heard: () => void = () => undefined;
  #complaint = '';

  /** Starts it and waits for its first sample: what happens from now on is inside an interval. */
  static async start(
    engine: EngineName,
    seconds = 0.5,
    options: readonly string[] = [],
  ): Promise<Monitor> {
    const monitor = new Monitor(engine, seconds, options);
    await monitor.#next();
    return monitor;
  }

  private constructor(engine: EngineName, seconds: number, options: readonly string[]) {
    const args = [PROGRAM, '--json', '-d', `${seconds}`, '--engine', engine, ...options];
    this.#child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stderr?.on('data', (text) => {
      this.#complaint += text;
    });
    if (this.#child.stdout === null) throw new Error('no standard output');
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.samples.push(decodeSample(line));
      this.#heard();
    });
    this.#ended = new Promise((done) => this.#child.once('close', done));
  }

  /** Waits for the end of an interval that was still going on a moment from now: whatever happened before this call is in the samples. */
  async caughtUp(): Promise<readonly Sample[]> {
    const due = systemClock.bootTime() + LAST_STEPS * 1e6;
    while (!((this.samples.at(-1)?.endedAt ?? 0) >= due)) await this.#next();
    return this.samples;
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }

  async #next(): Promise<void> {
    const heard = new Promise<'heard'>((done) => {
      this.#heard = () => done('heard');
    });
    const first = await Promise.race([heard, this.#ended]);
    if (first !== 'heard') throw new Error(`iotop ended: ${this.#complaint}`);
  }
}

/** Every entry of every sample that `is` one of those asked for. */
export const entriesOf = (
  samples: readonly Sample[],
  is: (entry: TaskEntry) => boolean,
): readonly TaskEntry[] => samples.flatMap(({ tasks }) => tasks.filter(is));

export const chargedTo = (entries: readonly TaskEntry[]): Charged => {
  const sum = { read: 0, write: 0, cancelledWrite: 0 };
  for (const entry of entries) {
    sum.read += entry.read ?? 0;
    sum.write += entry.write ?? 0;
    sum.cancelledWrite += entry.cancelledWrite ?? 0;
  }
  return sum;
};

/** Exits the kernel dropped, as the samples count them. */
export const exitsLost = (samples: readonly Sample[]): number =>
  samples
    .flatMap(({ gaps }) => gaps)
    .reduce((lost, gap) => lost + (gap.kind === 'exits-lost' ? gap.count : 0), 0);

/** Tasks, told apart by id and start. */
export const tasksIn = (entries: readonly TaskEntry[]): ReadonlySet<string> =>
  new Set(entries.map(({ tid, startedAt }) => `${tid}@${startedAt}`));
