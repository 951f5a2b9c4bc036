/**
 * Since when the kernel has kept the waits of new tasks: a wait of zero is a true zero only for a task born after that, for
 * one born before has no delay record.
 */
import type { DelayAccounting } from '../../kernel/abi/proc/delay-accounting.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Gap } from '../../sample/gap.ts';

export class DelaysKnown {
  readonly #clock: Pick<Clock, 'bootTime'>;
  readonly #setting: () => DelayAccounting | undefined;
  readonly #areTooLong: boolean;
  #kept: DelayAccounting | undefined;
  #since = Number.POSITIVE_INFINITY;

  /** @param setting asks the kernel @param areTooLong this kernel is known to count some waits too long */
  constructor(
    clock: Pick<Clock, 'bootTime'>,
    setting: () => DelayAccounting | undefined,
    areTooLong: boolean,
  ) {
    this.#clock = clock;
    this.#areTooLong = areTooLong;
    this.#setting = setting;
    this.#kept = setting();
    this.#follow();
  }

  /** Boot time in ns; 0: of all tasks; infinity: of none. */
  get since(): number {
    return this.#since;
  }

  /** What is missing while it stays as it is now. */
  gap(what: 'io-wait' | 'swap-wait'): Gap | undefined {
    if (this.#kept === 'always' || this.#kept === 'on') return undefined;
    return { kind: 'unavailable', what, ...noDelays(this.#kept) };
  }

  /** What is wrong with the waits while they are kept. */
  doubt(): Gap | undefined {
    const isKept = this.#kept === 'always' || this.#kept === 'on';
    return isKept && this.#areTooLong ? TOO_LONG : undefined;
  }

  /** Before each pass: the switch may have been turned. */
  look(): void {
    // What was decided at boot stays.
    if (this.#kept === 'always' || this.#kept === undefined) return;
    this.#kept = this.#setting();
    this.#follow();
  }

  #follow(): void {
    if (this.#kept === 'always') this.#since = 0;
    else if (this.#kept === 'on') this.#since = Math.min(this.#since, this.#clock.bootTime());
    else this.#since = Number.POSITIVE_INFINITY;
  }
}

const TOO_LONG: Gap = {
  kind: 'doubtful',
  what: 'io-wait',
  reason:
    'since Linux 6.12 the kernel begins some waits at an earlier one, and they come out too long',
  remedy: 'use the bpf engine, which measures them itself',
};

/** Why the kernel keeps no delays, and what helps. */
export const noDelays = (
  kept: 'off' | undefined,
): { readonly reason: string; readonly remedy: string } =>
  kept === 'off'
    ? {
        reason: 'delay accounting is off',
        remedy: 'sysctl kernel.task_delayacct=1, then for new tasks',
      }
    : { reason: 'this kernel keeps no delay accounting', remedy: '' };
