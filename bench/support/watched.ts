/** A run of iotop whose CPU can be read at any refresh, so that what its start costs, which differs from run to run, drops out. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { IOTOP } from './cost.ts';

type Watched = {
  readonly pid: number;
  /** User and system CPU so far, of all its threads, microseconds. */
  readonly cpuMicros: () => number;
  /** Ends it and waits until it is gone. */
  readonly end: () => Promise<void>;
};

/** Where its output goes: read and thrown away, from a pipe or from a terminal of 200×50. */
export type Output = 'pipe' | 'terminal';

/**
 * Starts iotop and waits for its first figures.
 *
 * @throws Error with what it said, when it ends before them
 */
export const startWatched = async (
  options: readonly string[],
  output: Output,
): Promise<Watched> => {
  const words = [...IOTOP, ...options].map((word) => `'${word}'`).join(' ');
  // What it complains of comes with the figures: in a terminal they cannot be told apart.
  const run = `exec 2>&1; echo "pid $$"; exec ${words}`;
  const child =
    output === 'pipe'
      ? spawn('sh', ['-c', run], { stdio: STDIO })
      : spawn('script', ['-qfec', `stty rows 50 cols 200; ${run}`, '/dev/null'], { stdio: STDIO });
  const pid = await pidWithFigures(child);
  return { pid, cpuMicros: () => cpuMicrosOf(pid), end: () => endOf(child, pid) };
};

const STDIO: StdioOptions = ['pipe', 'pipe', 'ignore'];

/** A list's, or the frame after the one in which the screen says that it looks. */
const FIRST_FIGURES = /Total DISK READ: |looking for the first time.*\x1b\[1;1H/s;

const pidWithFigures = (child: ChildProcess): Promise<number> =>
  new Promise((found, failed) => {
    let said = '';
    const onData = (text: string): void => {
      said += text;
      const pid = /pid ([0-9]+)/.exec(said)?.[1];
      if (pid === undefined || !FIRST_FIGURES.test(said)) return;
      child.stdout?.off('data', onData).resume();
      found(Number(pid));
    };
    child.stdout?.setEncoding('utf8').on('data', onData);
    child.once('error', failed);
    child.once('exit', () => failed(new Error(`iotop ended: ${said}`)));
  });

/** The first number of schedstat: time on a CPU, nanoseconds, exact while the thread sleeps. Threads of V8 live as long as it does. */
const cpuMicrosOf = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`)
    .map((tid) => readFileSync(`/proc/${pid}/task/${tid}/schedstat`, 'utf8').split(' ')[0])
    .reduce((sum, nanoseconds) => sum + Number(nanoseconds) / 1000, 0);

const endOf = (child: ChildProcess, pid: number): Promise<void> =>
  new Promise((gone) => {
    if (child.exitCode !== null) return gone();
    child.once('exit', () => gone());
    process.kill(pid, 'SIGTERM');
  });
