/**
 * /proc/TGID/task/TID/stat: what every user may read about a task.
 *
 * Source: fs/proc/array.c, do_task_stat; fields are numbered as in proc(5), from 1. The comm stands in parentheses, unescaped: it may hold
 * spaces, newlines and parentheses of its own, so it ends at the last one of the file.
 */
import { DecodeError } from '../../../lib/errors.ts';
import type { Nanoseconds } from '../../../lib/units.ts';
import { TextCursor } from './decimal.ts';

/** One tick of the times in this file: USER_HZ is 100 on every architecture we support, whatever the kernel's own HZ. */
export const TICK = 10_000_000 as Nanoseconds;

export type TaskStat = {
  /** Offsets of the comm in the file. A kworker's is longer than 15 bytes: the kernel adds what it works on. */
  readonly commStart: number;
  readonly commEnd: number;
  /** ASCII of the letter: R S D T Z I … */
  readonly state: number;
  /** Process id of the parent; 0: none, or in a PID namespace we do not see. */
  readonly ppid: number;
  readonly kernelThread: boolean;
  /** Boot clock, rounded down to a tick. */
  readonly starttime: Nanoseconds;
  /** Time spent waiting for block I/O, rounded down to a tick; 0 too when delay accounting does not count for the task. */
  readonly delayacctBlkio: Nanoseconds;
};

/** The state of a process that has ended, and whose parent has not waited for it. */
export const ZOMBIE = 0x5a;

/** @throws DecodeError when the file is cut or not of this form */
export const decodeTaskStat = (bytes: Uint8Array): TaskStat => {
  const commStart = bytes.indexOf(OPEN) + 1;
  const commEnd = bytes.lastIndexOf(CLOSE);
  if (commStart === 0 || commEnd < commStart) {
    throw new DecodeError(FORMAT, 0, 'no name in parentheses');
  }
  const cursor = new TextCursor(bytes, FORMAT, commEnd + 1);
  cursor.expect(SPACE);
  const state = stateAt(bytes, cursor);
  toField(cursor, STATE, PPID);
  const ppid = cursor.number();
  toField(cursor, PPID, FLAGS);
  const flags = cursor.number();
  toField(cursor, FLAGS, STARTTIME);
  const starttime = (cursor.number() * TICK) as Nanoseconds;
  toField(cursor, STARTTIME, DELAYACCT_BLKIO_TICKS);
  const delayacctBlkio = (cursor.number() * TICK) as Nanoseconds;
  if (cursor.ended) throw cursor.error('cut within a number');
  const kernelThread = (flags & PF_KTHREAD) !== 0;
  return { commStart, commEnd, state, ppid, kernelThread, starttime, delayacctBlkio };
};

const FORMAT = 'task stat';
const SPACE = 0x20;
const OPEN = 0x28;
const CLOSE = 0x29;

/** Field numbers. */
const STATE = 3;
const PPID = 4;
const FLAGS = 9;
const STARTTIME = 22;
const DELAYACCT_BLKIO_TICKS = 42;

/** Source: include/linux/sched.h. */
export const PF_KTHREAD = 0x0020_0000;

const stateAt = (bytes: Uint8Array, cursor: TextCursor): number => {
  const letter = bytes[cursor.at] ?? 0;
  if ((letter | 0x20) < 0x61 || (letter | 0x20) > 0x7a) throw cursor.error('a state is due');
  return letter;
};

/** From the first byte of field `from` to that of field `to`. */
const toField = (cursor: TextCursor, from: number, to: number): void => {
  for (let field = from; field < to; field++) cursor.skipPast(SPACE);
};

/** By the highest bit set: running, sleeping, disk sleep, stopped, traced, dead, zombie, parked. */
const LETTERS = 'RSDTtXZP';
/** The bits that have letters. */
const REPORTED = 0x7f;
/** TASK_UNINTERRUPTIBLE | TASK_NOLOAD: a kernel thread with nothing to do. */
const IDLE = 0x402;
/** Sleeping on a lock under PREEMPT_RT (0x1000, Linux 5.15), and frozen (0x8000, Linux 6.1): shown as D. */
const LIKE_UNINTERRUPTIBLE = 0x9000;

/**
 * The letter this file shows for the kernel's own state of a task.
 *
 * Source: include/linux/sched.h (task_state_index, task_index_to_char); the bits are the same from Linux 4.14 to 6.18.
 *
 * @returns its ASCII code
 */
export const stateLetter = (state: number, exitState: number): number => {
  if ((state & IDLE) === IDLE) return I;
  const both = (state | exitState) & REPORTED;
  if (both === 0 && (state & LIKE_UNINTERRUPTIBLE) !== 0) return D;
  return LETTERS.charCodeAt(32 - Math.clz32(both));
};

const I = 'I'.charCodeAt(0);
const D = 'D'.charCodeAt(0);
