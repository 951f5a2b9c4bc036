/**
 * The letter /proc/PID/stat shows for a task's state.
 *
 * Source: include/linux/sched.h (task_state_index, task_index_to_char) and fs/proc/array.c; the bits are the same from Linux 4.14 to 6.18.
 */

/** By the highest bit set: running, sleeping, disk sleep, stopped, traced, dead, zombie, parked. */
const LETTERS = 'RSDTtXZP';
/** The bits that have letters. */
const REPORTED = 0x7f;
/** TASK_UNINTERRUPTIBLE | TASK_NOLOAD: a kernel thread with nothing to do. */
const IDLE = 0x402;
/** Sleeping on a lock under PREEMPT_RT (0x1000, Linux 5.15), and frozen (0x8000, Linux 6.1): shown as D. */
const LIKE_UNINTERRUPTIBLE = 0x9000;

/** @returns the letter's ASCII code */
export const stateLetter = (state: number, exitState: number): number => {
  if ((state & IDLE) === IDLE) return I;
  const both = (state | exitState) & REPORTED;
  if (both === 0 && (state & LIKE_UNINTERRUPTIBLE) !== 0) return D;
  return LETTERS.charCodeAt(32 - Math.clz32(both));
};

const I = 'I'.charCodeAt(0);
const D = 'D'.charCodeAt(0);
