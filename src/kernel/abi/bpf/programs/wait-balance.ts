/**
 * Accounts a task's waits for I/O.
 *
 * The kernel sets `in_iowait` on a task that sleeps for I/O, takes it off the CPU (sched_switch, the note) and wakes it (sched_waking,
 * the end; where that was missed, the task's return to a CPU). Only an uninterruptible sleep is a wait for the disk: io_uring sets the mark
 * also on a task that waits for a pipe or a socket, and sleeps interruptibly. Both ends can be missed: no program runs while a task is on the CPU that
 * the kernel shields from BPF, nor in an interrupt of the same program. So the reader of a balance checks in the task itself whether it still waits, see `loadWait`. The map keeps one number a task, the *balance*: the sum of waits in
 * nanoseconds, minus the time the wait going on began. So a task that waits is known by the sign, a wait is begun by `-= now` and ended
 * by `+= now`, and a reader on another CPU never sees half of it. `since` repeats the beginning for display.
 *
 * Entries are found by the task's address and carry its start, so that a task made in the same place does not inherit; they go when the task ends.
 * A tid would not do: exec by a thread gives it to another task while both live.
 */
import { HELPER } from './helper-functions.ts';
import type { Instruction } from './instruction.ts';
import * as op from './instruction.ts';
import { COUNT, STACK, WAIT } from './maps.ts';
import { FRAME, R0, R1, R2, R3, R4, R7, R8, R9, type Register } from './registers.ts';
import type { TaskFields, WaitPlaces } from './task-fields.ts';
import type { RecordField } from './task-record.ts';

/** The task all parts of a program speak of. */
export const TASK: Register = R7;

/** Jumps to `to` when the task has `in_iowait` set; loses R1. One byte is read: a bitfield may be loaded where it fits. */
export const jumpIfInIoWait = ({ byte, mask }: WaitPlaces, to: string): readonly Instruction[] => [
  op.load(1, R1, TASK, byte),
  op.jumpIfAnyBit(R1, mask, to),
];

/** R0 = the task's entry in the map of waits, or 0. Loses R1 to R5. */
export const lookUpWait = (): readonly Instruction[] => [
  op.store(8, FRAME, STACK.waitKey, TASK),
  op.loadMap(R1, 'waits'),
  op.move(R2, FRAME),
  op.addNumber(R2, STACK.waitKey),
  op.call(HELPER.mapLookup),
];

/** Notes that the task begins to wait now. Loses R0 to R5, R8 and R9. */
export const noteWait = (fields: TaskFields): readonly Instruction[] => [
  op.load(8, R8, TASK, offsetOf(fields, 'startedAt')),
  op.call(HELPER.bootTime),
  op.move(R9, R0),
  ...lookUpWait(),
  op.jumpIfZero(R0, 'note.new'),
  op.load(8, R1, R0, WAIT.startedAt),
  op.jumpIfDifferent(R1, R8, 'note.new'), // another task's, whose end was missed
  op.load(8, R1, R0, WAIT.balance),
  op.jumpIfNotNegative(R1, 'note.begin'),
  op.load(8, R2, R0, WAIT.since), // the end of the last wait was missed: drop it,
  op.add(R1, R2), // rather than count running as waiting
  op.label('note.begin'),
  op.subtract(R1, R9),
  op.store(8, R0, WAIT.balance, R1),
  op.store(8, R0, WAIT.since, R9),
  op.jump('note.end'),
  op.label('note.new'),
  ...putNewWait(),
  op.jumpIfZero(R0, 'note.end'),
  ...count(COUNT.waitsLost, 'note.end'),
  op.label('note.end'),
];

/** Puts a task's first wait into the map: R8 its start, R9 the beginning of the wait. R0 = 0 or an error; loses R1 to R5. */
export const putNewWait = (): readonly Instruction[] => [
  op.store(8, FRAME, STACK.waitValue + WAIT.startedAt, R8),
  op.store(8, FRAME, STACK.waitValue + WAIT.since, R9),
  op.move(R1, R9),
  op.negate(R1),
  op.store(8, FRAME, STACK.waitValue + WAIT.balance, R1),
  op.loadMap(R1, 'waits'),
  op.move(R2, FRAME),
  op.addNumber(R2, STACK.waitKey),
  op.move(R3, FRAME),
  op.addNumber(R3, STACK.waitValue),
  op.moveNumber(R4, 0), // BPF_ANY
  op.call(HELPER.mapUpdate),
];

/**
 * R1 = the balance at R0, R2 the beginning of the wait going on, if there is one. Where the task does not wait, whatever the balance says, that wait is over and
 * its end was not seen: it is left out. Where it was woken unseen and is on its way to a CPU, where its wait will be ended, the sum is of now.
 * Goes to `done` in the end; loses R0, R3 to R5 and R8.
 */
export const loadWait = (
  fields: TaskFields,
  wait: WaitPlaces,
  done: string,
): readonly Instruction[] => [
  op.load(8, R1, R0, WAIT.balance),
  op.load(8, R2, R0, WAIT.since),
  op.jumpIfNotNegative(R1, done),
  op.load(1, R3, TASK, wait.byte),
  op.jumpIfAnyBit(R3, wait.mask, `${done}.marked`),
  op.jump(`${done}.over`),
  op.label(`${done}.marked`),
  op.load(4, R3, TASK, offsetOf(fields, 'state')),
  op.jumpIfAnyBit(R3, INTERRUPTIBLE, `${done}.over`),
  op.jumpIfAnyBit(R3, UNINTERRUPTIBLE, done),
  op.move(R8, R1),
  op.call(HELPER.bootTime),
  op.move(R1, R8),
  op.add(R1, R0),
  op.moveNumber(R2, 0),
  op.jump(done),
  op.label(`${done}.over`),
  // It may have been ended, or another begun, since the balance was loaded.
  op.load(8, R1, R0, WAIT.balance),
  op.jumpIfNotNegative(R1, done),
  op.load(8, R2, R0, WAIT.since),
  op.load(8, R3, R0, WAIT.balance),
  op.jumpIfDifferent(R1, R3, `${done}.changed`),
  op.add(R1, R2),
  op.jump(done),
  op.label(`${done}.changed`),
  op.move(R1, R3),
  op.jump(done),
  op.label(done),
];

/** Takes the task that was looked up out of the map; nothing, when it is not there. Loses R0 to R5. */
export const forgetWait = (): readonly Instruction[] => [
  op.loadMap(R1, 'waits'),
  op.move(R2, FRAME),
  op.addNumber(R2, STACK.waitKey),
  op.call(HELPER.mapDelete),
];

/** Ends the task's wait, if one is noted. Loses R0 to R5, R8. */
export const endWait = (fields: TaskFields): readonly Instruction[] => [
  ...lookUpWait(),
  op.jumpIfZero(R0, 'end.done'),
  op.load(8, R1, R0, WAIT.balance),
  op.jumpIfNotNegative(R1, 'end.done'),
  op.load(8, R1, R0, WAIT.startedAt),
  op.load(8, R2, TASK, offsetOf(fields, 'startedAt')),
  op.jumpIfDifferent(R1, R2, 'end.done'),
  op.move(R8, R0),
  op.call(HELPER.bootTime),
  op.load(8, R1, R8, WAIT.balance),
  op.add(R1, R0),
  op.store(8, R8, WAIT.balance, R1),
  op.label('end.done'),
];

/** Adds one to a count; `done` is where to go when it cannot. Loses R0 to R5. */
export const count = (offset: number, done: string): readonly Instruction[] => [
  op.storeNumber(4, FRAME, STACK.countKey, 0),
  op.loadMap(R1, 'counts'),
  op.move(R2, FRAME),
  op.addNumber(R2, STACK.countKey),
  op.call(HELPER.mapLookup),
  op.jumpIfZero(R0, done),
  op.moveNumber(R1, 1),
  op.atomicAdd(R0, offset, R1),
];

/** Where a field lies in the task itself. @throws RangeError when this kernel lacks it: check `missing` before */
export const offsetOf = (fields: TaskFields, field: RecordField): number => {
  const offset = fields.paths.find((path) => path.field === field)?.offsets[0];
  if (offset === undefined) throw new RangeError(`no ${field} in task_struct`);
  return offset;
};

/** Skips to `to` unless the task sleeps uninterruptibly; a task that was preempted or is being woken does not wait. Loses R1. */
export const unlessAsleep = (fields: TaskFields, to: string): readonly Instruction[] => [
  op.load(4, R1, TASK, offsetOf(fields, 'state')),
  op.jumpIfAnyBit(R1, UNINTERRUPTIBLE, `${to}.asleep`),
  op.jump(to),
  op.label(`${to}.asleep`),
];

/** TASK_INTERRUPTIBLE and TASK_UNINTERRUPTIBLE of include/linux/sched.h. */
const INTERRUPTIBLE = 1;
const UNINTERRUPTIBLE = 2;
