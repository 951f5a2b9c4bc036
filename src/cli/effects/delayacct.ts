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

/** What one run of iotop did to kernel.task_delayacct, at its start and by the key; one `release` at the end undoes it. */
export class DelayAccountingSwitch {
  readonly #file: string;
  #held:
    | {
        readonly before: DelayAccountingSetting;
        readonly guard: ReturnType<typeof startDelayAccountingGuard>;
      }
    | undefined;

  constructor(file = DELAY_ACCOUNTING_FILE) {
    this.#file = file;
  }

  /** `held`: `release` has something to undo. */
  get state(): 'held' | 'as-it-was' {
    return this.#held === undefined ? 'as-it-was' : 'held';
  }

  /**
   * Switches it, if it is otherwise. If iotop is killed before `release`, a guard process puts it back.
   * @returns what was done, for standard error
   * @throws UnavailableError when the kernel has no such switch or we may not use it; nothing has changed then
   */
  hold(wanted: DelayAccountingSetting): string {
    const before = readDelayAccounting(this.#file);
    if (before === wanted) return `kernel.task_delayacct is ${wanted} already`;
    // The guard starts first: iotop may be killed between the two steps.
    const guard = startDelayAccountingGuard(before, this.#file);
    try {
      writeDelayAccounting(wanted, this.#file);
    } catch (refusal) {
      guard.dismiss();
      throw refusal;
    }
    this.#held = { before, guard };
    const price = wanted === 'on' ? '; the delays of tasks already running stay unknown' : '';
    return `switched kernel.task_delayacct ${wanted} until iotop ends${price}`;
  }

  /**
   * Turns off what is on, or on what is off.
   * @returns the setting now; `isHeld`: it is ours, and will be put back at the end
   * @throws as `hold`
   */
  toggle(): { readonly setting: DelayAccountingSetting; readonly isHeld: boolean } {
    const wanted = readDelayAccounting(this.#file) === 'on' ? 'off' : 'on';
    // What we had changed goes back first, which is often all there is to do.
    this.release();
    this.hold(wanted);
    return { setting: wanted, isHeld: this.#held !== undefined };
  }

  /**
   * Puts the setting back, if we changed it. A second call does nothing.
   * @returns what was done, for standard error; undefined: nothing
   * @throws UnavailableError when the setting cannot be put back
   */
  release(): string | undefined {
    const held = this.#held;
    if (held === undefined) return undefined;
    this.#held = undefined;
    const done = this.#putBack(held.before);
    // The guard goes last: if `#putBack` fails or iotop is killed in it, the guard tries again.
    held.guard.dismiss();
    return done;
  }

  #putBack(before: DelayAccountingSetting): string {
    if (readDelayAccounting(this.#file) === before) {
      return `kernel.task_delayacct was switched ${before} by somebody else meanwhile`;
    }
    writeDelayAccounting(before, this.#file);
    return `switched kernel.task_delayacct ${before} again`;
  }
}
