/**
 * The switch kernel.task_delayacct (Linux 5.14), and a guard that puts it back when we die.
 *
 * Source: Documentation/accounting/delay-accounting.rst. A task forked while it is 0 has no delay record for life.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { UnavailableError } from '../../../lib/errors.ts';

export const DELAY_ACCOUNTING_FILE = '/proc/sys/kernel/task_delayacct';

export type DelayAccountingSetting = 'on' | 'off';

const DIGIT: Readonly<Record<DelayAccountingSetting, string>> = { on: '1', off: '0' };

/** @throws UnavailableError when this kernel has no such switch */
export const readDelayAccounting = (file = DELAY_ACCOUNTING_FILE): DelayAccountingSetting => {
  try {
    return readFileSync(file, 'utf8').trim() === '0' ? 'off' : 'on';
  } catch (cause) {
    throw new UnavailableError(
      'this kernel has no kernel.task_delayacct',
      'it needs Linux 5.14 and CONFIG_TASK_DELAY_ACCT',
      { cause },
    );
  }
};

/** @throws UnavailableError when we may not */
export const writeDelayAccounting = (
  setting: DelayAccountingSetting,
  file = DELAY_ACCOUNTING_FILE,
): void => {
  try {
    writeFileSync(file, `${DIGIT[setting]}\n`);
  } catch (cause) {
    throw new UnavailableError(
      `kernel.task_delayacct cannot be switched ${setting}`,
      'run iotop as root, not inside a container',
      { cause },
    );
  }
};

/** A process that puts delay accounting back, if it is set otherwise, as soon as ours ends in whatever way. */
type DelayAccountingGuard = {
  readonly pid: number;
  /** Sends it away without it doing anything; harmless when called twice. */
  dismiss(): void;
};

/**
 * Waits for the end of its standard input, a pipe that only we hold open: the kernel closes it however we die. It has a
 * session of its own, so that neither the terminal's keys nor its closing reach it, and lets other signals pass. What cannot be survived:
 * SIGKILL to it too, as when a container or a control group is killed whole. The result of the second `read` is not asked for: read
 * byte by byte, the file ends without its line feed.
 */
const GUARD_SCRIPT = `trap '' HUP INT QUIT TERM
read -r _
read -r setting <"$2"
[ "$setting" = "$1" ] || echo "$1" >"$2"`;

/** @param setting what it puts back @throws UnavailableError when it cannot be started */
export const startDelayAccountingGuard = (
  setting: DelayAccountingSetting,
  file = DELAY_ACCOUNTING_FILE,
): DelayAccountingGuard => {
  const child = spawn('/bin/sh', ['-c', GUARD_SCRIPT, 'iotop-guard', DIGIT[setting], file], {
    detached: true,
    cwd: '/',
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.on('error', () => {}); // told below, by the missing pid
  if (child.pid === undefined) {
    throw new UnavailableError(
      'the guard that puts delay accounting back cannot be started',
      'it needs /bin/sh',
    );
  }
  letUsEnd(child);
  return { pid: child.pid, dismiss: () => child.kill('SIGKILL') };
};

/** Neither the guard nor its pipe keeps our process running. */
const letUsEnd = (child: ChildProcess): void => {
  const pipe = child.stdin as Socket | null;
  pipe?.on('error', () => {}); // somebody killed the guard: there is nothing we could still tell it
  pipe?.unref();
  child.unref();
};
