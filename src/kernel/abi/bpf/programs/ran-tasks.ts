/**
 * Knows which tasks ran: a pass asks only those, and what sleeps costs nothing.
 *
 * A task that comes on a CPU is marked, and again when it goes: a bit by its tid, and, when the bit was not set, its tid in a ring. A pass takes the tids out of the ring, clears
 * each bit and writes the task's record. A task that has not come to rest by then keeps its mark: one on a CPU or on its way there, one that waits for I/O
 * (its wait grows), and one that is ending, until it is reaped: its tid then belongs to nobody, which is how the reader learns of the end.
 *
 * The bit is cleared before the task is looked at, and whether it rests is looked at before its figures are: what it does later marks it again. A tid that another
 * CPU is just putting into the ring ends the pass; the next one begins there. Fields of a sleeping task that others may change (name, cgroup, I/O priority) are not
 * covered.
 *
 * Needs Linux 6.4: functions of the kernel that programs may call, and loops by an iterator over numbers.
 */
import { fillRecord, fillWait } from './fill-record.ts';
import {
  add,
  addNumber,
  andNumber,
  atomicFetch,
  call,
  callKernel,
  exit,
  FRAME,
  HELPER,
  type Instruction,
  jump,
  jumpIfAnyBit,
  jumpIfBitsOf,
  jumpIfGreater,
  jumpIfNotZero,
  jumpIfZero,
  label,
  load,
  loadMap,
  loadMapValue,
  move,
  moveNumber,
  R0,
  R1,
  R2,
  R3,
  R4,
  R6,
  R8,
  R9,
  shiftLeft,
  shiftLeftNumber,
  shiftRightNumber,
  store,
  storeNumber,
  subtract,
} from './instruction.ts';
import { MARK_MAPS, MARK_WORDS, RING, STACK } from './maps.ts';
import type { MarkPlaces, TaskFields } from './task-fields.ts';
import { GONE, RECORD } from './task-record.ts';
import { jumpIfInIoWait, offsetOf, TASK } from './wait-balance.ts';

/** What the pass is told and tells: offsets in its context, 8 bytes each. */
export const PASS = {
  /** Tids still to be visited: 0 for all there are now. Back comes what one run left over. */
  left: 0,
  /** Records written. */
  written: 8,
  /** 1: more tasks ran than the ring holds; some lost their place in it, and their marks stand for nothing. */
  overflow: 16,
} as const;
export const PASS_LENGTH = 24;

/** Marks the task whose tid is in R8. Loses R1 to R5. @param name for its labels */
export const mark = ({ ringSlots }: MarkPlaces, name: string): readonly Instruction[] => [
  jumpIfZero(R8, `${name}.marked`), // the idle task of a CPU
  ...wordOfMark(),
  moveNumber(R4, 1),
  shiftLeft(R4, R8),
  load(8, R3, R1, 0),
  jumpIfBitsOf(R3, R4, `${name}.marked`),
  move(R3, R4),
  atomicFetch('or', R1, 0, R4),
  jumpIfBitsOf(R4, R3, `${name}.marked`),
  moveNumber(R2, 1),
  loadMapValue(R1, 'ring', RING.head),
  atomicFetch('add', R1, 0, R2),
  ...slotOfRing(ringSlots),
  store(4, R1, 0, R8),
  label(`${name}.marked`),
];

/** R1 = the word with the mark of tid R8. Loses R2. */
const wordOfMark = (): readonly Instruction[] => [
  move(R2, R8),
  shiftRightNumber(R2, 6),
  andNumber(R2, MARK_WORDS - 1),
  shiftLeftNumber(R2, 3),
  loadMapValue(R1, 'marks', 0),
  add(R1, R2),
];

/** R1 = the slot with number R2 of the ring. Loses R2. */
const slotOfRing = (slots: number): readonly Instruction[] => [
  andNumber(R2, slots - 1),
  shiftLeftNumber(R2, 2),
  loadMapValue(R1, 'ring', RING.slots),
  add(R1, R2),
];

/** Marks the task anew unless it rests. Loses R1 to R5 and R8. @param name for its labels */
export const markUnlessAtRest = (
  fields: TaskFields,
  marks: MarkPlaces,
  name: string,
): readonly Instruction[] => [
  load(1, R1, TASK, marks.onCpu), // an int of old, a byte on 7.2; 0 or 1
  jumpIfNotZero(R1, `${name}.moves`),
  load(4, R1, TASK, offsetOf(fields, 'state')),
  jumpIfZero(R1, `${name}.moves`),
  load(4, R1, TASK, offsetOf(fields, 'exitState')),
  jumpIfNotZero(R1, `${name}.moves`),
  load(4, R1, TASK, offsetOf(fields, 'flags')),
  jumpIfAnyBit(R1, PF_EXITING, `${name}.moves`),
  ...(fields.wait === undefined ? [] : jumpIfInIoWait(fields.wait, `${name}.moves`)),
  jump(`${name}.rests`),
  label(`${name}.moves`),
  load(4, R8, TASK, offsetOf(fields, 'tid')),
  ...mark(marks, name),
  label(`${name}.rests`),
];

const PF_EXITING = 4;

/** Writes the records of the marked into the map `ran`, as many as fit. A program to be run by user space. */
export const ranTasks = (fields: TaskFields, marks: MarkPlaces): readonly Instruction[] => [
  move(R6, R1),
  callKernel(marks.rcuLock),
  loadMapValue(R1, 'ring', 0),
  load(8, R2, R1, RING.head),
  load(8, R4, R1, RING.tail),
  move(R3, R2),
  subtract(R3, R4),
  jumpIfGreater(R3, marks.ringSlots, 'overflow'),
  jump('fits'),
  label('overflow'),
  moveNumber(R3, marks.ringSlots),
  subtract(R2, R3),
  store(8, R1, RING.tail, R2),
  storeNumber(8, R6, PASS.overflow, 1),
  label('fits'),
  ...howMany(),
  move(R1, FRAME),
  addNumber(R1, STACK.iterator),
  moveNumber(R2, 0),
  callKernel(marks.numbersNew),
  label('next'),
  move(R1, FRAME),
  addNumber(R1, STACK.iterator),
  callKernel(marks.numbersNext),
  jumpIfZero(R0, 'end'),
  ...takeTid(marks, 'end'),
  ...clearMark(),
  move(R1, R8),
  callKernel(marks.taskFromPid),
  jumpIfZero(R0, 'gone'),
  move(TASK, R0),
  ...markUnlessAtRest(fields, marks, 'pass'),
  storeNumber(8, FRAME, STACK.waitKey, 0),
  moveNumber(R1, 0),
  atomicFetch('add', FRAME, STACK.waitKey, R1), // no figure is loaded before this
  ...fillRecord(fields),
  ...fillWait(fields),
  ...writeRecord(),
  move(R1, TASK),
  callKernel(marks.taskRelease),
  jump('again'),
  label('gone'),
  store(4, FRAME, STACK.record + RECORD.tid, R8),
  storeNumber(4, FRAME, STACK.record + RECORD.tgid, GONE | 0),
  ...writeRecord(),
  label('again'),
  moveNumber(TASK, 0),
  moveNumber(R8, 0),
  moveNumber(R9, 0),
  jump('next'),
  label('end'),
  move(R1, FRAME),
  addNumber(R1, STACK.iterator),
  callKernel(marks.numbersDestroy),
  callKernel(marks.rcuUnlock),
  moveNumber(R0, 0),
  exit(),
];

/** R3 = how many tids to visit, of those that wait in R3. Notes what is left over. Loses R2. */
const howMany = (): readonly Instruction[] => [
  load(8, R2, R6, PASS.left),
  jumpIfZero(R2, 'not-told'),
  move(R3, R2),
  label('not-told'),
  move(R2, R3),
  jumpIfGreater(R3, MARK_MAPS.ran.entries, 'too-many'),
  jump('counted'),
  label('too-many'),
  moveNumber(R3, MARK_MAPS.ran.entries),
  label('counted'),
  subtract(R2, R3),
  store(8, R6, PASS.left, R2),
];

/** R8 = the next tid of the ring, whose slot is emptied; `none` when it has not been written yet. Loses R1 to R3. */
const takeTid = ({ ringSlots }: MarkPlaces, none: string): readonly Instruction[] => [
  loadMapValue(R3, 'ring', 0),
  load(8, R2, R3, RING.tail),
  ...slotOfRing(ringSlots),
  load(4, R8, R1, 0),
  jumpIfZero(R8, none),
  storeNumber(4, R1, 0, 0),
  load(8, R2, R3, RING.tail),
  addNumber(R2, 1),
  store(8, R3, RING.tail, R2),
];

/** Loses R1 to R4. */
const clearMark = (): readonly Instruction[] => [
  ...wordOfMark(),
  moveNumber(R4, 1),
  shiftLeft(R4, R8),
  moveNumber(R3, -1),
  subtract(R3, R4), // all bits but this one
  atomicFetch('and', R1, 0, R3),
];

const writeRecord = (): readonly Instruction[] => [
  load(8, R1, R6, PASS.written),
  store(4, FRAME, STACK.ranKey, R1),
  addNumber(R1, 1),
  store(8, R6, PASS.written, R1),
  loadMap(R1, 'ran'),
  move(R2, FRAME),
  addNumber(R2, STACK.ranKey),
  move(R3, FRAME),
  addNumber(R3, STACK.record),
  moveNumber(R4, 0), // BPF_ANY
  call(HELPER.mapUpdate),
];
