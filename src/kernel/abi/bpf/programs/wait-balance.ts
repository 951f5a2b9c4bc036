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
import {
  add,
  addNumber,
  atomicAdd,
  call,
  FRAME,
  HELPER,
  type Instruction,
  jump,
  jumpIfAnyBit,
  jumpIfDifferent,
  jumpIfNotNegative,
  jumpIfZero,
  label,
  load,
  loadMap,
  move,
  moveNumber,
  negate,
  R0,
  R1,
  R2,
  R3,
  R4,
  R7,
  R8,
  R9,
  type Register,
  store,
  storeNumber,
  subtract,
} from './instruction.ts';
import { COUNT, STACK, WAIT } from './maps.ts';
import type { TaskFields, WaitPlaces } from './task-fields.ts';
import type { RecordField } from './task-record.ts';

/** The task all parts of a program speak of. */
export const TASK: Register = R7;

/** Jumps to `to` when the task has `in_iowait` set; loses R1. One byte is read: a bitfield may be loaded where it fits. */
export const jumpIfInIoWait = ({ byte, mask }: WaitPlaces, to: string): readonly Instruction[] => [
  load(1, R1, TASK, byte),
  jumpIfAnyBit(R1, mask, to),
];

/** R0 = the task's entry in the map of waits, or 0. Loses R1 to R5. */
export const lookUpWait = (): readonly Instruction[] => [
  store(8, FRAME, STACK.waitKey, TASK),
  loadMap(R1, 'waits'),
  move(R2, FRAME),
  addNumber(R2, STACK.waitKey),
  call(HELPER.mapLookup),
];

/** Notes that the task begins to wait now. Loses R0 to R5, R8 and R9. */
export const noteWait = (fields: TaskFields): readonly Instruction[] => [
  load(8, R8, TASK, offsetOf(fields, 'startedAt')),
  call(HELPER.bootTime),
  move(R9, R0),
  ...lookUpWait(),
  jumpIfZero(R0, 'note.new'),
  load(8, R1, R0, WAIT.startedAt),
  jumpIfDifferent(R1, R8, 'note.new'), // another task's, whose end was missed
  load(8, R1, R0, WAIT.balance),
  jumpIfNotNegative(R1, 'note.begin'),
  load(8, R2, R0, WAIT.since), // the end of the last wait was missed: drop it,
  add(R1, R2), // rather than count running as waiting
  label('note.begin'),
  subtract(R1, R9),
  store(8, R0, WAIT.balance, R1),
  store(8, R0, WAIT.since, R9),
  jump('note.end'),
  label('note.new'),
  ...putNewWait(),
  jumpIfZero(R0, 'note.end'),
  ...count(COUNT.waitsLost, 'note.end'),
  label('note.end'),
];

/** Puts a task's first wait into the map: R8 its start, R9 the beginning of the wait. R0 = 0 or an error; loses R1 to R5. */
export const putNewWait = (): readonly Instruction[] => [
  store(8, FRAME, STACK.waitValue + WAIT.startedAt, R8),
  store(8, FRAME, STACK.waitValue + WAIT.since, R9),
  move(R1, R9),
  negate(R1),
  store(8, FRAME, STACK.waitValue + WAIT.balance, R1),
  loadMap(R1, 'waits'),
  move(R2, FRAME),
  addNumber(R2, STACK.waitKey),
  move(R3, FRAME),
  addNumber(R3, STACK.waitValue),
  moveNumber(R4, 0), // BPF_ANY
  call(HELPER.mapUpdate),
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
  load(8, R1, R0, WAIT.balance),
  load(8, R2, R0, WAIT.since),
  jumpIfNotNegative(R1, done),
  load(1, R3, TASK, wait.byte),
  jumpIfAnyBit(R3, wait.mask, `${done}.marked`),
  jump(`${done}.over`),
  label(`${done}.marked`),
  load(4, R3, TASK, offsetOf(fields, 'state')),
  jumpIfAnyBit(R3, INTERRUPTIBLE, `${done}.over`),
  jumpIfAnyBit(R3, UNINTERRUPTIBLE, done),
  move(R8, R1),
  call(HELPER.bootTime),
  move(R1, R8),
  add(R1, R0),
  moveNumber(R2, 0),
  jump(done),
  label(`${done}.over`),
  // It may have been ended, or another begun, since the balance was loaded.
  load(8, R1, R0, WAIT.balance),
  jumpIfNotNegative(R1, done),
  load(8, R2, R0, WAIT.since),
  load(8, R3, R0, WAIT.balance),
  jumpIfDifferent(R1, R3, `${done}.changed`),
  add(R1, R2),
  jump(done),
  label(`${done}.changed`),
  move(R1, R3),
  jump(done),
  label(done),
];

/** Takes the task that was looked up out of the map; nothing, when it is not there. Loses R0 to R5. */
export const forgetWait = (): readonly Instruction[] => [
  loadMap(R1, 'waits'),
  move(R2, FRAME),
  addNumber(R2, STACK.waitKey),
  call(HELPER.mapDelete),
];

/** Ends the task's wait, if one is noted. Loses R0 to R5, R8. */
export const endWait = (fields: TaskFields): readonly Instruction[] => [
  ...lookUpWait(),
  jumpIfZero(R0, 'end.done'),
  load(8, R1, R0, WAIT.balance),
  jumpIfNotNegative(R1, 'end.done'),
  load(8, R1, R0, WAIT.startedAt),
  load(8, R2, TASK, offsetOf(fields, 'startedAt')),
  jumpIfDifferent(R1, R2, 'end.done'),
  move(R8, R0),
  call(HELPER.bootTime),
  load(8, R1, R8, WAIT.balance),
  add(R1, R0),
  store(8, R8, WAIT.balance, R1),
  label('end.done'),
];

/** Adds one to a count; `done` is where to go when it cannot. Loses R0 to R5. */
export const count = (offset: number, done: string): readonly Instruction[] => [
  storeNumber(4, FRAME, STACK.countKey, 0),
  loadMap(R1, 'counts'),
  move(R2, FRAME),
  addNumber(R2, STACK.countKey),
  call(HELPER.mapLookup),
  jumpIfZero(R0, done),
  moveNumber(R1, 1),
  atomicAdd(R0, offset, R1),
];

/** Where a field lies in the task itself. @throws RangeError when this kernel lacks it: check `missing` before */
export const offsetOf = (fields: TaskFields, field: RecordField): number => {
  const offset = fields.paths.find((path) => path.field === field)?.offsets[0];
  if (offset === undefined) throw new RangeError(`no ${field} in task_struct`);
  return offset;
};

/** Skips to `to` unless the task sleeps uninterruptibly; a task that was preempted or is being woken does not wait. Loses R1. */
export const unlessAsleep = (fields: TaskFields, to: string): readonly Instruction[] => [
  load(4, R1, TASK, offsetOf(fields, 'state')),
  jumpIfAnyBit(R1, UNINTERRUPTIBLE, `${to}.asleep`),
  jump(to),
  label(`${to}.asleep`),
];

/** TASK_INTERRUPTIBLE and TASK_UNINTERRUPTIBLE of include/linux/sched.h. */
const INTERRUPTIBLE = 1;
const UNINTERRUPTIBLE = 2;
