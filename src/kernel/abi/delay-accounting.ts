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
  const [, major = '', minor = ''] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  if (major === '') return false;
  return Number(major) < 5 || (Number(major) === 5 && Number(minor) < 14);
};

/** Compiled in by CONFIG_TASK_DELAY_ACCT. */
const BUILT_IN = / __delayacct_tsk_init$/m;
