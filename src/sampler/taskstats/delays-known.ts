/** Since when the kernel has kept the delays of new tasks. A task born before that has no delay record, so its wait of zero is unknown. */
import type { DelayAccounting } from '../../kernel/abi/proc/delay-accounting.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Gap } from '../../sample/gap.ts';

export class DelaysKnown {
  readonly #clock: Pick<Clock, 'bootTime'>;
  readonly #setting: () => DelayAccounting | undefined;
  readonly #areTooLong: boolean;
  #kept: DelayAccounting | undefined;
  #since = Number.POSITIVE_INFINITY;

  /** @param setting reads the kernel's setting @param areTooLong whether this kernel is known to count some waits too long */
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

  /** Boot clock, ns. 0: the waits of all tasks are known; infinity: of none. */
  get since(): number {
    return this.#since;
  }

  /** What is missing with the current setting. */
  gap(what: 'io-wait' | 'swap-wait'): Gap | undefined {
    if (this.#kept === 'always' || this.#kept === 'on') return undefined;
    return { kind: 'unavailable', what, ...noDelays(this.#kept) };
  }

  /** What is wrong with the waits, if they are kept. */
  doubt(): Gap | undefined {
    const isKept = this.#kept === 'always' || this.#kept === 'on';
    return isKept && this.#areTooLong ? TOO_LONG : undefined;
  }

  /** To be called before each pass: somebody may have changed the setting. */
  look(): void {
    // These two are decided at boot.
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
