/**
 * Whether the kernel counts the time each task waits (Documentation/accounting/delay-accounting.rst).
 *
 * Since Linux 5.14 a switch (kernel.task_delayacct) turns it on for tasks born from then on. Before 5.14 it was on for all tasks,
 * unless the kernel was booted with `nodelayacct`.
 */

export type DelayAccounting =
  /** For every task since boot. */
  | 'always'
  /** For tasks born since the switch was turned. */
  | 'on'
  | 'off';

type DelayAccountingFacts = {
  /** Text of kernel.task_delayacct; absent: no such switch. */
  readonly setting: string | undefined;
  /** Such as `5.10.0-32-amd64`. */
  readonly release: string;
  /** What the kernel was booted with. */
  readonly commandLine: string;
  /** The text of /proc/kallsyms, some megabytes: called only where nothing else decides. */
  readonly symbols: () => string;
};

/** @returns undefined: this kernel cannot count waits */
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
 * Whether the kernel counts some waits for block I/O too long, from an earlier wait or from boot: since Linux 6.12, where the fair
 * scheduler may leave a sleeping task in its queue. See docs/kernel/taskstats.md.
 */
export const countsWaitsTooLong = (release: string): boolean => (versionOf(release) ?? 0) >= 6012;

/** 6.12 as 6012; undefined: no version we understand. */
const versionOf = (release: string): number | undefined => {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  return major === undefined ? undefined : Number(major) * 1000 + Number(minor);
};

/** Compiled in by CONFIG_TASK_DELAY_ACCT. */
const BUILT_IN = / __delayacct_tsk_init$/m;
