/**
 * The two programs in the scheduler. One runs at every switch from one task to another: of the task that goes it notes the wait that begins, or, when it ends, keeps the
 * last figures; the task that comes it marks as one that ran, and ends its wait if the waking was missed. The other runs whenever a task is woken, and ends its wait.
 *
 * A task that ends is switched away from once more, as TASK_DEAD, after it has closed its files: only then are its counters final. The
 * tracepoint sched_process_exit comes earlier and misses what closing does, such as dropping the dirty pages of an unlinked file.
 *
 * All other switches cost five loads and five jumps; with marks two of each more where the task that comes is marked already, as most that run often are. All other
 * wakings cost two loads and a jump. Context: the tracepoint's arguments, 8 bytes each. For
 * sched_switch the first says whether the task was preempted; for sched_waking it is the task.
 */
import { castTask, fillRecord, inRecord, pointersFrom } from './fill-record.ts';
import { HELPER } from './helper-functions.ts';
import type { Instruction } from './instruction.ts';
import * as op from './instruction.ts';
import { COUNT, EXIT, STACK, WAIT } from './maps.ts';
import { mark } from './ran-tasks.ts';
import { FRAME, R0, R1, R2, R3, R4, R6, R8, R9 } from './registers.ts';
import type { TaskFields, WaitPlaces } from './task-fields.ts';
import type { RecordField } from './task-record.ts';
import {
  count,
  endWait,
  forgetWait,
  jumpIfInIoWait,
  lookUpWait,
  noteWait,
  offsetOf,
  TASK,
  unlessAsleep,
} from './wait-balance.ts';

/** Set in the state of a task that will not run again. */
const TASK_DEAD = 0x80;
const IO_BYTES: readonly RecordField[] = ['read', 'write', 'cancelledWrite'];

/** @param places which arguments are the task that goes and the one that comes */
export const schedSwitch = (
  fields: TaskFields,
  places: { readonly previous: number; readonly next: number },
): readonly Instruction[] => [
  op.move(R6, R1),
  op.load(8, TASK, R6, places.previous * 8),
  ...markTask(fields, 'previous'),
  op.load(4, R1, TASK, offsetOf(fields, 'state')),
  op.jumpIfAnyBit(R1, TASK_DEAD, 'dead'),
  ...whenPreviousWaits(fields),
  op.jump('next'),
  op.label('dead'),
  ...keepExit(fields),
  op.label('next'),
  op.load(8, TASK, R6, places.next * 8),
  ...markTask(fields, 'next'),
  ...whenNextWaited(fields),
  op.label('done'),
  op.moveNumber(R0, 0),
  op.exit(),
];

/** Both are marked: the one that comes, so that it is known while it runs; the one that goes, since its coming may have been missed (see wait-balance.ts). */
const markTask = (fields: TaskFields, name: string): readonly Instruction[] =>
  fields.marks === undefined
    ? []
    : [op.load(4, R8, TASK, offsetOf(fields, 'tid')), ...mark(fields.marks, name)];

export const schedWaking = (fields: TaskFields, wait: WaitPlaces): readonly Instruction[] => [
  op.load(8, TASK, R1, 0),
  ...jumpIfInIoWait(wait, 'waited'),
  op.moveNumber(R0, 0),
  op.exit(),
  op.label('waited'),
  ...endWait(fields),
  op.moveNumber(R0, 0),
  op.exit(),
];

const whenPreviousWaits = (fields: TaskFields): readonly Instruction[] =>
  fields.wait === undefined
    ? []
    : [
        ...jumpIfInIoWait(fields.wait, 'previous-waits'),
        op.jump('next'),
        op.label('previous-waits'),
        op.load(8, R1, R6, 0), // preempted: still runs as far as it knows
        op.jumpIfNotZero(R1, 'next'),
        ...unlessAsleep(fields, 'next'),
        ...noteWait(fields),
      ];

const whenNextWaited = (fields: TaskFields): readonly Instruction[] =>
  fields.wait === undefined
    ? []
    : [
        ...jumpIfInIoWait(fields.wait, 'next-waited'),
        op.jump('done'),
        op.label('next-waited'),
        ...endWait(fields),
      ];

/**
 * Keeps the record of a task that did I/O or led others, then forgets its waits. In this order: a reader meanwhile finds its waits,
 * or that it has ended, but never a living task without waits.
 */
const keepExit = (fields: TaskFields): readonly Instruction[] => [
  op.storeNumber(8, FRAME, inRecord('waited'), fields.wait === undefined ? -1 : 0),
  op.load(8, R8, TASK, offsetOf(fields, 'startedAt')),
  op.moveNumber(R9, 0), // whatever says that the record is wanted
  ...lookUpWait(),
  op.jumpIfZero(R0, 'no-waits'),
  op.load(8, R1, R0, WAIT.startedAt),
  op.jumpIfDifferent(R1, R8, 'no-waits'),
  op.load(8, R1, R0, WAIT.balance),
  op.jumpIfNotNegative(R1, 'waits-over'),
  op.load(8, R2, R0, WAIT.since), // the dead wait for nothing: the end was missed
  op.add(R1, R2),
  op.label('waits-over'),
  op.store(8, FRAME, inRecord('waited'), R1),
  op.moveNumber(R9, 1),
  op.label('no-waits'),
  ...IO_BYTES.filter((field) => !fields.missing.includes(field)).flatMap((field) => [
    op.load(8, R1, TASK, offsetOf(fields, field)),
    op.or(R9, R1),
  ]),
  ...orLedOthers(fields),
  op.jumpIfZero(R9, 'forget'),
  ...fillRecord(fields),
  // The task has given its I/O context back: what its priority was is not known any more.
  op.storeNumber(4, FRAME, inRecord('ioPriority'), -1),
  op.call(HELPER.bootTime),
  op.store(8, FRAME, inRecord('moment'), R0),
  op.store(8, FRAME, STACK.exitKey + EXIT.moment, R0),
  op.store(8, FRAME, STACK.exitKey + EXIT.task, TASK),
  ...putExit('forget'),
  op.label('forget'),
  ...forgetWait(),
];

/** R9 becomes more than 0 also for a leader whose process has or had other threads: what they did bears its name. Loses R0 to R5 and R8. */
const orLedOthers = (fields: TaskFields): readonly Instruction[] => {
  const { threads } = fields;
  if (threads === undefined) return [];
  return [
    op.load(4, R1, TASK, offsetOf(fields, 'tid')),
    op.load(4, R2, TASK, offsetOf(fields, 'tgid')),
    op.jumpIfDifferent(R1, R2, 'alone'),
    ...castTask(fields),
    op.load(8, R2, pointersFrom(fields), threads.process),
    op.jumpIfZero(R2, 'alone'),
    op.load(8, R1, R2, threads.endedRuntime),
    op.or(R9, R1),
    op.load(4, R1, R2, threads.living),
    op.andNumber(R1, ~1), // itself, unless it was reaped already
    op.or(R9, R1),
    op.label('alone'),
  ];
};

/** @param done where to go when it is kept, or counted as lost */
const putExit = (done: string): readonly Instruction[] => [
  op.loadMap(R1, 'exits'),
  op.move(R2, FRAME),
  op.addNumber(R2, STACK.exitKey),
  op.move(R3, FRAME),
  op.addNumber(R3, STACK.record),
  op.moveNumber(R4, 0), // BPF_ANY
  op.call(HELPER.mapUpdate),
  op.jumpIfZero(R0, 'exit-kept'),
  ...count(COUNT.exitsLost, done),
  op.jump(done),
  op.label('exit-kept'),
  ...count(COUNT.exits, done),
];
