/**
 * Whether the kernel keeps the time each task waits (Documentation/accounting/delay-accounting.rst).
 *
 * Since Linux 5.14 a switch decides it, for tasks born while it is on. Before, it was decided at boot, for all tasks, and on
 * unless `nodelayacct` was given.
 */

export type DelayAccounting =
  /** For every task since boot. */
  | 'always'
  /** For tasks born since the switch was turned. */
  | 'on'
  | 'off';

export type DelayAccountingFacts = {
  /** Text of kernel.task_delayacct; absent: no such switch. */
  readonly setting: string | undefined;
  /** Such as `5.10.0-32-amd64`. */
  readonly release: string;
  /** What the kernel was booted with. */
  readonly commandLine: string;
  /** /proc/kallsyms, some megabytes: asked for where nothing else tells. */
  readonly symbols: () => string;
};

/** @returns undefined: this kernel does not keep it, whatever one types */
export const delayAccountingOf = (facts: DelayAccountingFacts): DelayAccounting | undefined => {
  const { setting, release, commandLine, symbols } = facts;
  if (setting !== undefined) return setting.trim() === '0' ? 'off' : 'on';
  if (!isBeforeSwitch(release) || commandLine.split(/\s+/).includes('nodelayacct'))
    return undefined;
  return BUILT_IN.test(symbols()) ? 'always' : undefined;
};

const isBeforeSwitch = (release: string): boolean => {
  const version = versionOf(release);
  return version !== undefined && version < 5014;
};

/**
 * Whether the kernel begins some waits for block I/O at an earlier one, or at boot, and so counts them too long.
 *
 * So it is since the fair scheduler puts off taking a sleeper out of its queue (Linux 6.12); why, and by how much: docs/kernel/taskstats.md.
 */
export const countsWaitsTooLong = (release: string): boolean => (versionOf(release) ?? 0) >= 6012;

/** 6.12 as 6012; undefined: no version we understand. */
const versionOf = (release: string): number | undefined => {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  return major === undefined ? undefined : Number(major) * 1000 + Number(minor);
};

/** Compiled in by CONFIG_TASK_DELAY_ACCT. */
const BUILT_IN = / __delayacct_tsk_init$/m;
