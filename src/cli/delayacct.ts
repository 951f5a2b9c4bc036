/** Delay accounting as `--delayacct` and Ctrl-T set it: so while iotop runs, and as it was before when iotop has ended, in whatever way. */
import {
  DELAY_ACCOUNTING_FILE,
  type DelayAccountingSetting,
  readDelayAccounting,
  startDelayAccountingGuard,
  writeDelayAccounting,
} from '../kernel/sys/delay-accounting.ts';

export type DelayAccountingHold = {
  /** What was done, for standard error: never silently. */
  readonly message: string;
  /**
   * Puts the setting back if it was us who changed it and nobody has meanwhile; harmless when called twice. Synchronous.
   * @returns what was done, for standard error; undefined: nothing
   * @throws UnavailableError when the setting cannot be put back
   */
  release(): string | undefined;
};

/**
 * Sets kernel.task_delayacct if it is set otherwise. A guard process puts it back should iotop be killed before `release`.
 * @throws UnavailableError when the kernel has no such switch, or we may not use it; then nothing has changed
 */
export const holdDelayAccounting = (
  wanted: DelayAccountingSetting,
  file = DELAY_ACCOUNTING_FILE,
): DelayAccountingHold => {
  const before = readDelayAccounting(file);
  if (before === wanted) {
    return {
      message: `kernel.task_delayacct is ${wanted} already`,
      release: () => undefined,
    };
  }
  // The guard first: killed between the two, we leave nothing behind.
  const guard = startDelayAccountingGuard(before, file);
  try {
    writeDelayAccounting(wanted, file);
  } catch (refusal) {
    guard.dismiss();
    throw refusal;
  }
  let held = true;
  return {
    message: `switched kernel.task_delayacct ${wanted} until iotop ends${CONSEQUENCE[wanted]}`,
    release: () => {
      if (!held) return undefined;
      held = false;
      const done = putBack(before, file);
      // Last: should we be refused or killed before, the guard tries once more.
      guard.dismiss();
      return done;
    },
  };
};

const CONSEQUENCE: Readonly<Record<DelayAccountingSetting, string>> = {
  on: '; the delays of tasks already running stay unknown',
  off: '',
};

const putBack = (before: DelayAccountingSetting, file: string): string => {
  if (readDelayAccounting(file) === before) {
    return `kernel.task_delayacct was switched ${before} by somebody else meanwhile`;
  }
  writeDelayAccounting(before, file);
  return `switched kernel.task_delayacct ${before} again`;
};

/** The switch as one run of iotop uses it, at its start and by a key: whatever it did is undone by one `release` at the end. */
export class DelayAccountingSwitch {
  readonly #file: string;
  #hold: DelayAccountingHold | undefined;

  constructor(file = DELAY_ACCOUNTING_FILE) {
    this.#file = file;
  }

  /** @returns what was done, for standard error @throws as `holdDelayAccounting` */
  switchOn(): string {
    this.#hold = holdDelayAccounting('on', this.#file);
    return this.#hold.message;
  }

  /** The other setting, until the end unless it is what was found. @throws as `holdDelayAccounting` */
  toggle(): { readonly setting: DelayAccountingSetting; readonly isHeld: boolean } {
    const wanted = readDelayAccounting(this.#file) === 'on' ? 'off' : 'on';
    // Ours put back may be what is wanted, or somebody else's doing in between.
    this.release();
    if (readDelayAccounting(this.#file) !== wanted) {
      this.#hold = holdDelayAccounting(wanted, this.#file);
    }
    return { setting: wanted, isHeld: this.#hold !== undefined };
  }

  /** @returns and throws as that of a hold */
  release(): string | undefined {
    const hold = this.#hold;
    this.#hold = undefined;
    return hold?.release();
  }
}
