/** What one refresh of a monitor costs: a long run less a short one, so that starting and ending drop out. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileC } from '../../test/support/iotop/compile-c.ts';

/** A command line but for how often and how fast it is to refresh. */
export type Command = readonly [string, ...string[]];

/** The program as it is built. */
export const IOTOP_PATH = join(import.meta.dirname, '../../dist/iotop.js');
export const IOTOP: Command = [process.execPath, IOTOP_PATH];

export type Plan = {
  /** Seconds between refreshes. */
  readonly delay: number;
  /** Refreshes of the short run; whatever is done only at first is done in these. */
  readonly settle: number;
  /** Refreshes the long run has more than the short one, at most. */
  readonly refreshes: number;
  /** How long these may take, in seconds: of a slow monitor there are fewer, but at least two. */
  readonly limit: number;
};

/** What one run of a program costs. */
export type Cost = {
  /** User and system CPU of the whole process, microseconds. */
  readonly cpuMicros: number;
  /** System CPU, which is part of it. */
  readonly systemMicros: number;
  /** Largest resident set, KiB. */
  readonly maxRssKib: number;
  readonly elapsedMicros: number;
};

export type RefreshCost = Omit<Cost, 'elapsedMicros' | 'systemMicros'> & {
  /** CPU of the short run: starting, `settle` refreshes, ending. Microseconds. */
  readonly startMicros: number;
};

/** Of one refresh, but for the resident set, which is that of the long run. @throws as `costOf` */
export const costOfRefresh = (command: Command, plan: Plan): RefreshCost => {
  const short = costOf(withRefreshes(command, plan, plan.settle));
  const refreshes = refreshesOf(plan, short);
  const long = costOf(withRefreshes(command, plan, plan.settle + refreshes));
  return {
    cpuMicros: (long.cpuMicros - short.cpuMicros) / refreshes,
    maxRssKib: long.maxRssKib,
    startMicros: short.cpuMicros,
  };
};

const refreshesOf = ({ settle, refreshes, limit }: Plan, short: Cost): number => {
  const fitting = Math.floor((limit * 1e6 * settle) / short.elapsedMicros);
  return Math.max(LEAST_REFRESHES, Math.min(refreshes, fitting));
};

const LEAST_REFRESHES = 2;

/** Runs a program to its end, its output thrown away. @throws Error when there is no C compiler or the program fails */
export const costOf = (command: Command): Cost => costBy([], command);

/** The same in a terminal of 200×50. */
export const costInTerminal = (command: Command): Cost => costBy(['-t'], command);

const costBy = (options: readonly string[], command: Command): Cost => {
  const cost = compileC(join(import.meta.dirname, '../tools/cost.c'));
  if (cost.kind === 'absent') throw new Error(`cannot measure: ${cost.reason}`);
  // Node reads the file it names at each start, which takes 50 ms.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const answer = execFileSync(cost.path, [...options, ...command], { encoding: 'utf8', env });
  const run = JSON.parse(answer) as Run;
  if (run.status !== 0) throw new Error(`${command.join(' ')} ended with status ${run.status}`);
  const { userMicros, systemMicros, maxRssKib, elapsedMicros } = run;
  return { cpuMicros: userMicros + systemMicros, systemMicros, maxRssKib, elapsedMicros };
};

/** System calls of one refresh, counted by strace, which takes its time: the third. `undefined` where there is no strace. */
export const callsOfRefresh = (command: Command, plan: Plan): number | undefined => {
  const short = countCalls(withRefreshes(command, plan, 2));
  const long = countCalls(withRefreshes(command, plan, 3));
  return short === undefined || long === undefined ? undefined : long - short;
};

/** What tools/cost.c prints. */
type Run = {
  readonly userMicros: number;
  readonly systemMicros: number;
  readonly elapsedMicros: number;
  readonly maxRssKib: number;
  readonly status: number;
};

const withRefreshes = (command: Command, plan: Plan, refreshes: number): Command => [
  ...command,
  '-d',
  String(plan.delay),
  '-n',
  String(refreshes),
];

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
