/**
 * Switches delay accounting for as long as iotop runs, for `--delayacct` and the key Ctrl-T.
 *
 * However iotop ends, the setting is then what it was before.
 */
import {
  DELAY_ACCOUNTING_FILE,
  type DelayAccountingSetting,
  readDelayAccounting,
  startDelayAccountingGuard,
  writeDelayAccounting,
} from '../../kernel/sys/process/delay-accounting.ts';

export type DelayAccountingHold = {
  /** What was done, for standard error. */
  readonly message: string;
  /**
   * Puts the setting back, if we changed it. A second call does nothing.
   * @returns what was done, for standard error; undefined: nothing
   * @throws UnavailableError when the setting cannot be put back
   */
  release(): string | undefined;
};

/**
 * Sets kernel.task_delayacct. If iotop is killed before `release`, a guard process puts the setting back.
 * @throws UnavailableError when the kernel has no such switch or we may not use it; nothing has changed then
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
  // The guard starts first: iotop may be killed between the two steps.
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
      // The guard goes last: if `putBack` fails or iotop is killed in it, the guard tries again.
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

/** What one run of iotop did to the setting, at its start and by the key; one `release` at the end undoes it. */
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

  /**
   * Turns off what is on, or on what is off.
   * @returns the setting now; `isHeld`: it is ours, and will be put back at the end
   * @throws as `holdDelayAccounting`
   */
  toggle(): { readonly setting: DelayAccountingSetting; readonly isHeld: boolean } {
    const wanted = readDelayAccounting(this.#file) === 'on' ? 'off' : 'on';
    // What we had changed goes back first, which is often all there is to do.
    this.release();
    if (readDelayAccounting(this.#file) !== wanted) {
      this.#hold = holdDelayAccounting(wanted, this.#file);
    }
    return { setting: wanted, isHeld: this.#hold !== undefined };
  }

  /** As `DelayAccountingHold.release`. */
  release(): string | undefined {
    const hold = this.#hold;
    this.#hold = undefined;
    return hold?.release();
  }
}
