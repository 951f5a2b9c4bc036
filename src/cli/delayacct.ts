/** `--delayacct`: delay accounting is on while iotop runs, and as it was before when iotop has ended, in whatever way. */
import {
  DELAY_ACCOUNTING_FILE,
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
 * Switches kernel.task_delayacct on if it is off. A guard process puts it back should iotop be killed before `release`.
 * @throws UnavailableError when the kernel has no such switch, or we may not use it; then nothing has changed
 */
export const holdDelayAccounting = (file = DELAY_ACCOUNTING_FILE): DelayAccountingHold => {
  if (readDelayAccounting(file) === 'on') {
    return { message: 'kernel.task_delayacct is on already', release: () => undefined };
  }
  // The guard first: killed between the two, we leave nothing behind.
  const guard = startDelayAccountingGuard(file);
  try {
    writeDelayAccounting('on', file);
  } catch (refusal) {
    guard.dismiss();
    throw refusal;
  }
  let held = true;
  return {
    message:
      'switched kernel.task_delayacct on until iotop ends; the delays of tasks already running stay unknown',
    release: () => {
      if (!held) return undefined;
      held = false;
      const done = putBack(file);
      // Last: should we be refused or killed before, the guard tries once more.
      guard.dismiss();
      return done;
    },
  };
};

const putBack = (file: string): string => {
  if (readDelayAccounting(file) === 'off') {
    return 'kernel.task_delayacct was switched off by somebody else meanwhile';
  }
  writeDelayAccounting('off', file);
  return 'switched kernel.task_delayacct off again';
};
