import { describe, expect, it } from 'vitest';
import { stateLetter } from '../../../../src/kernel/abi/proc/task-state.ts';

/** Names and bits of include/linux/sched.h. */
const cases = [
  ['running', 0, 0, 'R'],
  ['interruptible', 1, 0, 'S'],
  ['uninterruptible', 2, 0, 'D'],
  ['killable (uninterruptible and wake-kill)', 0x102, 0, 'D'],
  ['idle (uninterruptible and no load)', 0x402, 0, 'I'],
  ['stopped', 0x104, 0, 'T'],
  ['traced', 8, 0, 't'],
  ['parked', 0x40, 0, 'P'],
  ['waiting for a lock under PREEMPT_RT', 0x1000, 0, 'D'],
  ['frozen', 0x8000, 0, 'D'],
  ['waking', 0x200, 0, 'R'],
  ['a zombie', 0x80, 0x20, 'Z'],
  ['being reaped', 0x80, 0x10, 'X'],
] as const;

describe('the letter of a task', () => {
  for (const [name, state, exitState, letter] of cases) {
    it(`that is ${name} is ${letter}`, () => {
      expect(String.fromCharCode(stateLetter(state, exitState))).toBe(letter);
    });
  }
});
