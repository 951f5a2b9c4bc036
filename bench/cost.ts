/** What one refresh of a monitor costs: a long run less a short one, so that starting and ending drop out. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileC } from '../test/support/compile-c.ts';

/** A command line but for how often and how fast it is to refresh. */
export type Command = readonly [string, ...string[]];

export type Plan = {
  /** Seconds between refreshes. */
  readonly delay: number;
  /** Refreshes of the short run; whatever is done only at first is done in these. */
  readonly settle: number;
  /** Refreshes the long run has more than the short one. */
  readonly refreshes: number;
};

export type Cost = {
  /** User and system CPU of the whole process for one refresh, microseconds. */
  readonly cpuMicros: number;
  /** Largest resident set of the long run, KiB. */
  readonly maxRssKib: number;
  /** CPU of the short run: starting, `settle` refreshes, ending. Microseconds. */
  readonly startMicros: number;
};

/** @throws Error when there is no C compiler or the program fails */
export const costOfRefresh = (command: Command, plan: Plan): Cost => {
  const short = runOnce(withRefreshes(command, plan, plan.settle));
  const long = runOnce(withRefreshes(command, plan, plan.settle + plan.refreshes));
  return {
    cpuMicros: (cpuOf(long) - cpuOf(short)) / plan.refreshes,
    maxRssKib: long.maxRssKib,
    startMicros: cpuOf(short),
  };
};

/** System calls of one refresh, counted by strace; `undefined` where there is no strace. */
export const callsOfRefresh = (command: Command, plan: Plan): number | undefined => {
  const short = countCalls(withRefreshes(command, plan, plan.settle));
  const long = countCalls(withRefreshes(command, plan, plan.settle + plan.refreshes));
  return short === undefined || long === undefined ? undefined : (long - short) / plan.refreshes;
};

type Run = {
  readonly userMicros: number;
  readonly systemMicros: number;
  readonly maxRssKib: number;
  readonly status: number;
};

const cpuOf = (run: Run): number => run.userMicros + run.systemMicros;

const withRefreshes = (command: Command, plan: Plan, refreshes: number): Command => [
  ...command,
  '-d',
  String(plan.delay),
  '-n',
  String(refreshes),
];

const runOnce = (command: Command): Run => {
  const cost = compileC(join(import.meta.dirname, 'tools/cost.c'));
  if (cost.kind === 'absent') throw new Error(`cannot measure: ${cost.reason}`);
  const run = JSON.parse(execFileSync(cost.path, command, { encoding: 'utf8' })) as Run;
  if (run.status !== 0) throw new Error(`${command.join(' ')} ended with status ${run.status}`);
  return run;
};

const countCalls = (command: Command): number | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'iotop-bench-'));
  const file = join(folder, 'calls');
  try {
    execFileSync('strace', ['-f', '-c', '-o', file, ...command], { stdio: 'ignore' });
    return totalOf(readFileSync(file, 'utf8'));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw thrown;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** The last line of strace's table: percent, seconds, microseconds a call, calls, perhaps errors, `total`. */
const totalOf = (table: string): number | undefined => {
  const fields = table.trim().split('\n').at(-1)?.trim().split(/\s+/) ?? [];
  return fields.at(-1) === 'total' ? Number(fields[3]) : undefined;
};
