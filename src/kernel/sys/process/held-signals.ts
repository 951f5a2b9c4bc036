/** A few milliseconds in which no signal reaches this thread. Source: sigprocmask(2). */
import { sigprocmask, systemCallRefusal } from '../libc.ts';

/** Signals that come meanwhile are delivered afterwards. Where no system call can be made they are not held. */
export const withSignalsHeld = <T>(act: () => T): T => {
  if (systemCallRefusal() !== undefined) return act();
  const former = new Uint8Array(SIGNAL_SET);
  sigprocmask(SIG_BLOCK, new Uint8Array(SIGNAL_SET).fill(0xff), former);
  try {
    return act();
  } finally {
    sigprocmask(SIG_SETMASK, former, new Uint8Array(SIGNAL_SET));
  }
};

const SIG_BLOCK = 0;
const SIG_SETMASK = 2;
/** Bytes of a sigset_t. */
const SIGNAL_SET = 128;
