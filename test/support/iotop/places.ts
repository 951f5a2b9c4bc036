/** Runs the program as users in odd places do: under another command, through a shell, with a signal in between. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { NODE, PROGRAM } from './program.ts';

const NOBODY = 65_534;
export const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];

/** What runs a command with a /proc of its own that hides the tasks of others. */
export const UNDER_HIDEPID = [
  ...['unshare', '--mount', '--propagation', 'private', '--'],
  ...['sh', '-c', 'mount -t proc -o hidepid=2 proc /proc && exec "$@"', 'sh'],
];

export type Outcome = {
  /** Absent: a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  /** Lines. */
  readonly stderr: readonly string[];
};

/** What the program's own processes find in their environment: no configuration of whoever runs the tests, and no place to leave one. */
export const CLEAN: NodeJS.ProcessEnv = {
  ...process.env,
  HOME: '/proc/nonexistent',
  XDG_CONFIG_HOME: '',
};

/** @param under the command it runs under, such as `unshare -n`; empty: none */
export const runUnder = (
  under: readonly string[],
  args: readonly string[],
  env: NodeJS.ProcessEnv = CLEAN,
): Promise<Outcome> => {
  const [program = '', ...rest] = [...under, NODE, PROGRAM, ...args];
  return outcomeOf(spawn(program, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] }));
};

/** A line of bash in which `iotop` stands for the program, and `"$NODE" "$IOTOP"` where it must be run by `exec`; what it leaves unredirected is the outcome. */
export const runInShell = (line: string): Promise<Outcome> => {
  const script = `iotop() { "$NODE" "$IOTOP" "$@"; }; ${line}`;
  const env = { ...CLEAN, NODE: NODE, IOTOP: PROGRAM };
  return outcomeOf(spawn('bash', ['-c', script], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
};

/** The program, running, with its output at hand. */
export class Running {
  readonly child: ChildProcess;
  stdout = '';
  /** When each piece of output came, ms. */
  readonly times: number[] = [];

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = CLEAN) {
    this.child = spawn(NODE, [PROGRAM, ...args], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.child.stdout?.on('data', (text) => {
      this.stdout += text;
      this.times.push(performance.now());
    });
  }

  /** Resolves when the output has this. @throws Error after 20 s in vain */
  async shows(pattern: RegExp): Promise<void> {
    for (let round = 0; round < 1000; round++) {
      if (pattern.test(this.stdout)) return;
      await sleep(20);
    }
    throw new Error(`waited 20 s in vain for ${pattern}`);
  }

  /** Signals it, if asked to. @returns its exit code, or the signal it died of */
  async end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    const exit = once(this.child, 'exit');
    if (this.child.exitCode !== null) return this.child.exitCode;
    if (signal !== undefined) this.child.kill(signal);
    const [code, died] = (await exit) as [number | null, NodeJS.Signals | null];
    return code ?? died;
  }
}

/**
 * How long `periods` periods took, at their quickest and at their slowest, ms. Each output may be late, for others have the processors too; so
 * a clock that keeps time shows it in its quickest stretch, and one that hurries in its slowest.
 */
export const stretchesOf = (
  times: readonly number[],
  periods: number,
): { readonly shortest: number; readonly longest: number } => {
  const lengths = times.slice(periods).map((time, index) => time - (times[index] ?? Number.NaN));
  return { shortest: Math.min(...lengths), longest: Math.max(...lengths) };
};

/** The rows of every list, split at blanks: id, priority, user, and so on. */
export const rowsIn = (stdout: string): readonly (readonly string[])[] =>
  stdout
    .split('\n')
    .filter((line) => /^ *\d+ (?:[a-z]{2}\/\d|[-?]) /.test(line))
    .map((line) => line.trim().split(/ +/));

const outcomeOf = async (child: ChildProcess): Promise<Outcome> => {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (text) => {
    stdout += text;
  });
  child.stderr?.on('data', (text) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return {
    code: code ?? undefined,
    stdout,
    stderr: stderr.split('\n').filter((line) => line !== ''),
  };
};
