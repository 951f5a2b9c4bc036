/**
 * Knows which tasks ran, so that a pass asks only those: a task that sleeps does nothing, and costs nothing.
 *
 * The map `marks` has a bit for each tid, the map `ring` the tids whose bit is set. When a task comes on a CPU, sched_switch marks it, and again when it
 * goes, since its coming may have been missed (see wait-balance.ts): it sets the
 * bit and, if the bit was not set, puts the tid into the ring. So a tid is in the ring once, however often its task runs.
 *
 * A pass (`ranTasks`, which user space runs) takes tid after tid out of the ring, clears the bit and writes the task's record. For the next pass it marks the
 * task anew, unless it is at rest. Not at rest is a task
 * - on a CPU or on its way to one: the switch that would mark it may have been;
 * - that waits for I/O: its wait grows while it sleeps;
 * - that has ended: once it is reaped nobody has its tid, and the record says so, by which the reader learns of the end. One that is ending still runs, or will.
 *
 * A slot of the ring is counted before its tid is written, and a hypervisor may stop a CPU between the two for many milliseconds. A pass that finds such a slot puts
 * `PASSED_BY` there and goes on, so that it misses nobody behind it. It does not miss that one task either: a task is marked as it comes, before it does anything, or as it goes,
 * when a pass that cleared its bit has read it since it stopped. The CPU that writes the tid at last finds `PASSED_BY`, and has the next pass read every task.
 *
 * In this order nothing is lost: the bit is cleared, then the pass looks whether the task is at rest, then it copies the figures. What a task does after
 * that, it does on the CPU where it was seen, or after a switch that marks it.
 *
 * What others change in a sleeping task (name, cgroup, I/O priority) is not seen here: for that the engine reads all tasks from time to time.
 *
 * Needs Linux 6.4: kernel functions that programs may call, and loops by an iterator over numbers.
 */
import { fillRecord, fillWait } from './fill-record.ts';
import {
  add,
  addNumber,
  andNumber,
  atomicFetch,
  call,
  callKernel,
  exchangeHalf,
  exit,
  FRAME,
  HELPER,
  type Instruction,
  jump,
  jumpIfBitsOf,
  jumpIfGreater,
  jumpIfNotZero,
  jumpIfNumber,
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
  type Register,
  shiftLeft,
  shiftLeftNumber,
  shiftRightNumber,
  store,
  storeNumber,
  subtract,
} from './instruction.ts';
import { MARK_MAPS, MARK_WORDS, PASSED_BY, RING, STACK } from './maps.ts';
import type { MarkPlaces, TaskFields } from './task-fields.ts';
import { GONE, RECORD } from './task-record.ts';
import { jumpIfInIoWait, offsetOf, TASK } from './wait-balance.ts';

/**
 * The context of a run: offsets of numbers of 8 bytes. A pass is as many runs as its records take. The first run settles which tids it visits, for a
 * busy task stands in the ring again as soon as it was visited.
 */
export const PASS = {
  /** Given: how many tids to visit, 0 for all that are in the ring. Back: how many had no more room; the next run is given that. */
  left: 0,
  /** Given: 0. Back: the records in the map `ran`. */
  written: 8,
  /**
   * Given: 0. Back: 1 if the ring lacks some that ran: more did than it holds, or a slot was passed by. Their bits are set still, so they would not be marked again: bits must be
   * cleared and every task read.
   */
  incomplete: 16,
} as const;
export const PASS_LENGTH = 24;

/** Marks the task whose tid is in R8. Loses R1 to R4. @param name for its labels */
export const mark = ({ ringSlots }: MarkPlaces, name: string): readonly Instruction[] => [
  jumpIfZero(R8, `${name}.marked`), // the idle task of a CPU
  ...wordOfMark(),
  ...bitOfMark(),
  // A plain load first: mostly the bit is set, and a change that is indivisible costs more.
  load(8, R3, R1, 0),
  jumpIfBitsOf(R3, R4, `${name}.marked`),
  move(R3, R4),
  atomicFetch('or', R1, 0, R4),
  jumpIfBitsOf(R4, R3, `${name}.marked`), // another CPU was first
  moveNumber(R2, 1),
  loadMapValue(R1, 'ring', RING.head),
  atomicFetch('add', R1, 0, R2),
  ...slotOfRing(ringSlots),
  move(R3, R8),
  exchangeHalf(R1, 0, R3),
  jumpIfNumber(R3, PASSED_BY, `${name}.passed-by`),
  jump(`${name}.marked`),
  label(`${name}.passed-by`),
  storeNumber(4, R1, 0, 0),
  loadMapValue(R1, 'ring', RING.leftOut),
  storeNumber(8, R1, 0, 1),
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

/** R4 = the bit of tid R8 in its word: a shift counts by the low six bits alone. */
const bitOfMark = (): readonly Instruction[] => [moveNumber(R4, 1), shiftLeft(R4, R8)];

/** R1 = the slot with number R2 of the ring. Loses R2. */
const slotOfRing = (slots: number): readonly Instruction[] => [
  andNumber(R2, slots - 1),
  shiftLeftNumber(R2, 2),
  loadMapValue(R1, 'ring', RING.slots),
  add(R1, R2),
];

/** Marks the task unless it is at rest. Loses R1 to R4 and R8. @param name for its labels */
export const markUnlessAtRest = (
  fields: TaskFields,
  marks: MarkPlaces,
  name: string,
): readonly Instruction[] => [
  load(1, R1, TASK, marks.onCpu), // 0 or 1: an int, on 7.2 a byte
  jumpIfNotZero(R1, `${name}.not-at-rest`),
  load(4, R1, TASK, offsetOf(fields, 'state')), // 0: on its way to a CPU
  jumpIfZero(R1, `${name}.not-at-rest`),
  load(4, R1, TASK, offsetOf(fields, 'exitState')),
  jumpIfNotZero(R1, `${name}.not-at-rest`),
  ...(fields.wait === undefined ? [] : jumpIfInIoWait(fields.wait, `${name}.not-at-rest`)),
  jump(`${name}.at-rest`),
  label(`${name}.not-at-rest`),
  load(4, R8, TASK, offsetOf(fields, 'tid')),
  ...mark(marks, name),
  label(`${name}.at-rest`),
];

/** A program that user space runs: one run of a pass. A tid whose task has ended gets the record `GONE`. */
export const ranTasks = (fields: TaskFields, marks: MarkPlaces): readonly Instruction[] => [
  move(CONTEXT, R1),
  // Programs that user space runs may sleep: they must ask that nothing they look at be freed meanwhile.
  callKernel(marks.rcuLock),
  ...tidsInRing(marks),
  ...howMany(),
  move(R1, FRAME),
  addNumber(R1, STACK.iterator),
  moveNumber(R2, 0), // from 0 to R3
  callKernel(marks.numbersNew),
  label('next'),
  move(R1, FRAME),
  addNumber(R1, STACK.iterator),
  callKernel(marks.numbersNext),
  jumpIfZero(R0, 'end'),
  ...takeTid(marks, 'again'),
  ...clearMark(),
  move(R1, R8),
  callKernel(marks.taskFromPid),
  jumpIfZero(R0, 'gone'),
  move(TASK, R0),
  ...markUnlessAtRest(fields, marks, 'pass'),
  ...barrier(),
  ...fillRecord(fields),
  ...fillWait(fields),
  ...writeRecord(),
  move(R1, TASK),
  callKernel(marks.taskRelease),
  jump('again'),
  label('gone'),
  store(4, FRAME, STACK.record + RECORD.tid, R8),
  storeNumber(4, FRAME, STACK.record + RECORD.tgid, GONE | 0), // the same bits, as a signed number
  ...writeRecord(),
  label('again'),
  // The verifier follows the loop until a round ends as one before it did: so all rounds end alike.
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

const CONTEXT: Register = R6;

/**
 * R3 = how many tids are in the ring. Of more than it holds the latest are there: then the tail is moved up to the first of them. Says in the context whether some
 * are not. Loses R1, R2 and R4.
 */
const tidsInRing = ({ ringSlots }: MarkPlaces): readonly Instruction[] => [
  loadMapValue(R1, 'ring', 0),
  load(8, R2, R1, RING.leftOut),
  jumpIfZero(R2, 'none-left-out'),
  storeNumber(8, R1, RING.leftOut, 0),
  storeNumber(8, CONTEXT, PASS.incomplete, 1),
  label('none-left-out'),
  load(8, R2, R1, RING.head),
  load(8, R4, R1, RING.tail),
  move(R3, R2),
  subtract(R3, R4),
  jumpIfGreater(R3, ringSlots, 'overflow'),
  jump('fits'),
  label('overflow'),
  moveNumber(R3, ringSlots),
  subtract(R2, R3),
  store(8, R1, RING.tail, R2),
  storeNumber(8, CONTEXT, PASS.incomplete, 1),
  label('fits'),
];

/** R3 = how many tids this run visits; given in R3 is how many the ring has. Says in the context what is left over. Loses R2. */
const howMany = (): readonly Instruction[] => [
  load(8, R2, CONTEXT, PASS.left),
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
  store(8, CONTEXT, PASS.left, R2),
];

/** R8 = the next tid of the ring, whose slot is emptied; goes to `none` where it is not written yet, and leaves `PASSED_BY` there. Loses R1 to R4. */
const takeTid = ({ ringSlots }: MarkPlaces, none: string): readonly Instruction[] => [
  loadMapValue(R3, 'ring', 0),
  load(8, R2, R3, RING.tail),
  move(R4, R2),
  addNumber(R4, 1),
  store(8, R3, RING.tail, R4),
  ...slotOfRing(ringSlots),
  load(4, R8, R1, 0),
  jumpIfNumber(R8, PASSED_BY, none), // since the ring last went round
  jumpIfNotZero(R8, 'written'),
  moveNumber(R8, PASSED_BY),
  exchangeHalf(R1, 0, R8),
  jumpIfZero(R8, none),
  label('written'), // be it just now
  storeNumber(4, R1, 0, 0),
];

/** Clears the bit of tid R8. Loses R1 to R4. */
const clearMark = (): readonly Instruction[] => [
  ...wordOfMark(),
  ...bitOfMark(),
  moveNumber(R3, -1),
  subtract(R3, R4), // all bits but this one
  atomicFetch('and', R1, 0, R3),
];

/** No figure is loaded before this, whatever order the processor loads in: an indivisible change that returns a value keeps all to their side of it. Loses R1. */
const barrier = (): readonly Instruction[] => [
  storeNumber(8, FRAME, STACK.waitKey, 0), // a place nobody uses yet
  moveNumber(R1, 0),
  atomicFetch('add', FRAME, STACK.waitKey, R1),
];

/** Puts the record into the map `ran`, behind those of this run. Loses R0 to R5. */
const writeRecord = (): readonly Instruction[] => [
  load(8, R1, CONTEXT, PASS.written),
  store(4, FRAME, STACK.ranKey, R1),
  addNumber(R1, 1),
  store(8, CONTEXT, PASS.written, R1),
  loadMap(R1, 'ran'),
  move(R2, FRAME),
  addNumber(R2, STACK.ranKey),
  move(R3, FRAME),
  addNumber(R3, STACK.record),
  moveNumber(R4, 0), // BPF_ANY
  call(HELPER.mapUpdate),
];
