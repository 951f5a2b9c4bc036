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
import { HELPER } from './helper-functions.ts';
import type { Instruction } from './instruction.ts';
import * as op from './instruction.ts';
import { MARK_MAPS, MARK_WORDS, PASSED_BY, RING, STACK } from './maps.ts';
import { FRAME, R0, R1, R2, R3, R4, R6, R8, R9, type Register } from './registers.ts';
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
  op.jumpIfZero(R8, `${name}.marked`), // the idle task of a CPU
  ...wordOfMark(),
  ...bitOfMark(),
  // A plain load first: mostly the bit is set, and a change that is indivisible costs more.
  op.load(8, R3, R1, 0),
  op.jumpIfBitsOf(R3, R4, `${name}.marked`),
  op.move(R3, R4),
  op.atomicFetch('or', R1, 0, R4),
  op.jumpIfBitsOf(R4, R3, `${name}.marked`), // another CPU was first
  op.moveNumber(R2, 1),
  op.loadMapValue(R1, 'ring', RING.head),
  op.atomicFetch('add', R1, 0, R2),
  ...slotOfRing(ringSlots),
  op.move(R3, R8),
  op.exchangeHalf(R1, 0, R3),
  op.jumpIfNumber(R3, PASSED_BY, `${name}.passed-by`),
  op.jump(`${name}.marked`),
  op.label(`${name}.passed-by`),
  op.storeNumber(4, R1, 0, 0),
  op.loadMapValue(R1, 'ring', RING.leftOut),
  op.storeNumber(8, R1, 0, 1),
  op.label(`${name}.marked`),
];

/** R1 = the word with the mark of tid R8. Loses R2. */
const wordOfMark = (): readonly Instruction[] => [
  op.move(R2, R8),
  op.shiftRightNumber(R2, 6),
  op.andNumber(R2, MARK_WORDS - 1),
  op.shiftLeftNumber(R2, 3),
  op.loadMapValue(R1, 'marks', 0),
  op.add(R1, R2),
];

/** R4 = the bit of tid R8 in its word: a shift counts by the low six bits alone. */
const bitOfMark = (): readonly Instruction[] => [op.moveNumber(R4, 1), op.shiftLeft(R4, R8)];

/** R1 = the slot with number R2 of the ring. Loses R2. */
const slotOfRing = (slots: number): readonly Instruction[] => [
  op.andNumber(R2, slots - 1),
  op.shiftLeftNumber(R2, 2),
  op.loadMapValue(R1, 'ring', RING.slots),
  op.add(R1, R2),
];

/** Marks the task unless it is at rest. Loses R1 to R4 and R8. @param name for its labels */
export const markUnlessAtRest = (
  fields: TaskFields,
  marks: MarkPlaces,
  name: string,
): readonly Instruction[] => [
  op.load(1, R1, TASK, marks.onCpu), // 0 or 1: an int, on 7.2 a byte
  op.jumpIfNotZero(R1, `${name}.not-at-rest`),
  op.load(4, R1, TASK, offsetOf(fields, 'state')), // 0: on its way to a CPU
  op.jumpIfZero(R1, `${name}.not-at-rest`),
  op.load(4, R1, TASK, offsetOf(fields, 'exitState')),
  op.jumpIfNotZero(R1, `${name}.not-at-rest`),
  ...(fields.wait === undefined ? [] : jumpIfInIoWait(fields.wait, `${name}.not-at-rest`)),
  op.jump(`${name}.at-rest`),
  op.label(`${name}.not-at-rest`),
  op.load(4, R8, TASK, offsetOf(fields, 'tid')),
  ...mark(marks, name),
  op.label(`${name}.at-rest`),
];

/** A program that user space runs: one run of a pass. A tid whose task has ended gets the record `GONE`. */
export const ranTasks = (fields: TaskFields, marks: MarkPlaces): readonly Instruction[] => [
  op.move(CONTEXT, R1),
  // Programs that user space runs may sleep: they must ask that nothing they look at be freed meanwhile.
  op.callKernel(marks.rcuLock),
  ...tidsInRing(marks),
  ...howMany(),
  op.move(R1, FRAME),
  op.addNumber(R1, STACK.iterator),
  op.moveNumber(R2, 0), // from 0 to R3
  op.callKernel(marks.numbersNew),
  op.label('next'),
  op.move(R1, FRAME),
  op.addNumber(R1, STACK.iterator),
  op.callKernel(marks.numbersNext),
  op.jumpIfZero(R0, 'end'),
  ...takeTid(marks, 'again'),
  ...clearMark(),
  op.move(R1, R8),
  op.callKernel(marks.taskFromPid),
  op.jumpIfZero(R0, 'gone'),
  op.move(TASK, R0),
  ...markUnlessAtRest(fields, marks, 'pass'),
  ...barrier(),
  ...fillRecord(fields),
  ...fillWait(fields),
  ...writeRecord(),
  op.move(R1, TASK),
  op.callKernel(marks.taskRelease),
  op.jump('again'),
  op.label('gone'),
  op.store(4, FRAME, STACK.record + RECORD.tid, R8),
  op.storeNumber(4, FRAME, STACK.record + RECORD.tgid, GONE | 0), // the same bits, as a signed number
  ...writeRecord(),
  op.label('again'),
  // The verifier follows the loop until a round ends as one before it did: so all rounds end alike.
  op.moveNumber(TASK, 0),
  op.moveNumber(R8, 0),
  op.moveNumber(R9, 0),
  op.jump('next'),
  op.label('end'),
  op.move(R1, FRAME),
  op.addNumber(R1, STACK.iterator),
  op.callKernel(marks.numbersDestroy),
  op.callKernel(marks.rcuUnlock),
  op.moveNumber(R0, 0),
  op.exit(),
];

const CONTEXT: Register = R6;

/**
 * R3 = how many tids are in the ring. Of more than it holds the latest are there: then the tail is moved up to the first of them. Says in the context whether some
 * are not. Loses R1, R2 and R4.
 */
const tidsInRing = ({ ringSlots }: MarkPlaces): readonly Instruction[] => [
  op.loadMapValue(R1, 'ring', 0),
  op.load(8, R2, R1, RING.leftOut),
  op.jumpIfZero(R2, 'none-left-out'),
  op.storeNumber(8, R1, RING.leftOut, 0),
  op.storeNumber(8, CONTEXT, PASS.incomplete, 1),
  op.label('none-left-out'),
  op.load(8, R2, R1, RING.head),
  op.load(8, R4, R1, RING.tail),
  op.move(R3, R2),
  op.subtract(R3, R4),
  op.jumpIfGreater(R3, ringSlots, 'overflow'),
  op.jump('fits'),
  op.label('overflow'),
  op.moveNumber(R3, ringSlots),
  op.subtract(R2, R3),
  op.store(8, R1, RING.tail, R2),
  op.storeNumber(8, CONTEXT, PASS.incomplete, 1),
  op.label('fits'),
];

/** R3 = how many tids this run visits; given in R3 is how many the ring has. Says in the context what is left over. Loses R2. */
const howMany = (): readonly Instruction[] => [
  op.load(8, R2, CONTEXT, PASS.left),
  op.jumpIfZero(R2, 'not-told'),
  op.move(R3, R2),
  op.label('not-told'),
  op.move(R2, R3),
  op.jumpIfGreater(R3, MARK_MAPS.ran.entries, 'too-many'),
  op.jump('counted'),
  op.label('too-many'),
  op.moveNumber(R3, MARK_MAPS.ran.entries),
  op.label('counted'),
  op.subtract(R2, R3),
  op.store(8, CONTEXT, PASS.left, R2),
];

/** R8 = the next tid of the ring, whose slot is emptied; goes to `none` where it is not written yet, and leaves `PASSED_BY` there. Loses R1 to R4. */
const takeTid = ({ ringSlots }: MarkPlaces, none: string): readonly Instruction[] => [
  op.loadMapValue(R3, 'ring', 0),
  op.load(8, R2, R3, RING.tail),
  op.move(R4, R2),
  op.addNumber(R4, 1),
  op.store(8, R3, RING.tail, R4),
  ...slotOfRing(ringSlots),
  op.load(4, R8, R1, 0),
  op.jumpIfNumber(R8, PASSED_BY, none), // since the ring last went round
  op.jumpIfNotZero(R8, 'written'),
  op.moveNumber(R8, PASSED_BY),
  op.exchangeHalf(R1, 0, R8),
  op.jumpIfZero(R8, none),
  op.label('written'), // be it just now
  op.storeNumber(4, R1, 0, 0),
];

/** Clears the bit of tid R8. Loses R1 to R4. */
const clearMark = (): readonly Instruction[] => [
  ...wordOfMark(),
  ...bitOfMark(),
  op.moveNumber(R3, -1),
  op.subtract(R3, R4), // all bits but this one
  op.atomicFetch('and', R1, 0, R3),
];

/** No figure is loaded before this, whatever order the processor loads in: an indivisible change that returns a value keeps all to their side of it. Loses R1. */
const barrier = (): readonly Instruction[] => [
  op.storeNumber(8, FRAME, STACK.waitKey, 0), // a place nobody uses yet
  op.moveNumber(R1, 0),
  op.atomicFetch('add', FRAME, STACK.waitKey, R1),
];

/** Puts the record into the map `ran`, behind those of this run. Loses R0 to R5. */
const writeRecord = (): readonly Instruction[] => [
  op.load(8, R1, CONTEXT, PASS.written),
  op.store(4, FRAME, STACK.ranKey, R1),
  op.addNumber(R1, 1),
  op.store(8, CONTEXT, PASS.written, R1),
  op.loadMap(R1, 'ran'),
  op.move(R2, FRAME),
  op.addNumber(R2, STACK.ranKey),
  op.move(R3, FRAME),
  op.addNumber(R3, STACK.record),
  op.moveNumber(R4, 0), // BPF_ANY
  op.call(HELPER.mapUpdate),
];
