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
import {
  add,
  addNumber,
  andNumber,
  call,
  exit,
  FRAME,
  HELPER,
  type Instruction,
  jump,
  jumpIfAnyBit,
  jumpIfDifferent,
  jumpIfNotNegative,
  jumpIfNotZero,
  jumpIfZero,
  label,
  load,
  loadMap,
  move,
  moveNumber,
  or,
  R0,
  R1,
  R2,
  R3,
  R4,
  R6,
  R8,
  R9,
  store,
  storeNumber,
} from './instruction.ts';
import { COUNT, EXIT, STACK, WAIT } from './maps.ts';
import { mark } from './ran-tasks.ts';
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
  move(R6, R1),
  load(8, TASK, R6, places.previous * 8),
  load(4, R1, TASK, offsetOf(fields, 'state')),
  jumpIfAnyBit(R1, TASK_DEAD, 'dead'),
  ...whenPreviousWaits(fields),
  jump('next'),
  label('dead'),
  ...keepExit(fields),
  label('next'),
  load(8, TASK, R6, places.next * 8),
  ...(fields.marks === undefined
    ? []
    : [load(4, R8, TASK, offsetOf(fields, 'tid')), ...mark('next')]),
  ...whenNextWaited(fields),
  label('done'),
  moveNumber(R0, 0),
  exit(),
];

export const schedWaking = (fields: TaskFields, wait: WaitPlaces): readonly Instruction[] => [
  load(8, TASK, R1, 0),
  ...jumpIfInIoWait(wait, 'waited'),
  moveNumber(R0, 0),
  exit(),
  label('waited'),
  ...endWait(fields),
  moveNumber(R0, 0),
  exit(),
];

const whenPreviousWaits = (fields: TaskFields): readonly Instruction[] =>
  fields.wait === undefined
    ? []
    : [
        ...jumpIfInIoWait(fields.wait, 'previous-waits'),
        jump('next'),
        label('previous-waits'),
        load(8, R1, R6, 0), // preempted: still runs as far as it knows
        jumpIfNotZero(R1, 'next'),
        ...unlessAsleep(fields, 'next'),
        ...noteWait(fields),
      ];

const whenNextWaited = (fields: TaskFields): readonly Instruction[] =>
  fields.wait === undefined
    ? []
    : [
        ...jumpIfInIoWait(fields.wait, 'next-waited'),
        jump('done'),
        label('next-waited'),
        ...endWait(fields),
      ];

/**
 * Keeps the record of a task that did I/O or led others, then forgets its waits. In this order: a reader meanwhile finds its waits,
 * or that it has ended, but never a living task without waits.
 */
const keepExit = (fields: TaskFields): readonly Instruction[] => [
  storeNumber(8, FRAME, inRecord('waited'), fields.wait === undefined ? -1 : 0),
  load(8, R8, TASK, offsetOf(fields, 'startedAt')),
  moveNumber(R9, 0), // whatever says that the record is wanted
  ...lookUpWait(),
  jumpIfZero(R0, 'no-waits'),
  load(8, R1, R0, WAIT.startedAt),
  jumpIfDifferent(R1, R8, 'no-waits'),
  load(8, R1, R0, WAIT.balance),
  jumpIfNotNegative(R1, 'waits-over'),
  load(8, R2, R0, WAIT.since), // the dead wait for nothing: the end was missed
  add(R1, R2),
  label('waits-over'),
  store(8, FRAME, inRecord('waited'), R1),
  moveNumber(R9, 1),
  label('no-waits'),
  ...IO_BYTES.filter((field) => !fields.missing.includes(field)).flatMap((field) => [
    load(8, R1, TASK, offsetOf(fields, field)),
    or(R9, R1),
  ]),
  ...orLedOthers(fields),
  jumpIfZero(R9, 'forget'),
  ...fillRecord(fields),
  // The task has given its I/O context back: what its priority was is not known any more.
  storeNumber(4, FRAME, inRecord('ioPriority'), -1),
  call(HELPER.bootTime),
  store(8, FRAME, inRecord('moment'), R0),
  store(8, FRAME, STACK.exitKey + EXIT.moment, R0),
  store(8, FRAME, STACK.exitKey + EXIT.task, TASK),
  ...putExit('forget'),
  label('forget'),
  ...forgetWait(),
];

/** R9 becomes more than 0 also for a leader whose process has or had other threads: what they did bears its name. Loses R0 to R5 and R8. */
const orLedOthers = (fields: TaskFields): readonly Instruction[] => {
  const { threads } = fields;
  if (threads === undefined) return [];
  return [
    load(4, R1, TASK, offsetOf(fields, 'tid')),
    load(4, R2, TASK, offsetOf(fields, 'tgid')),
    jumpIfDifferent(R1, R2, 'alone'),
    ...castTask(fields),
    load(8, R2, pointersFrom(fields), threads.process),
    jumpIfZero(R2, 'alone'),
    load(8, R1, R2, threads.endedRuntime),
    or(R9, R1),
    load(4, R1, R2, threads.living),
    andNumber(R1, ~1), // itself, unless it was reaped already
    or(R9, R1),
    label('alone'),
  ];
};

/** @param done where to go when it is kept, or counted as lost */
const putExit = (done: string): readonly Instruction[] => [
  loadMap(R1, 'exits'),
  move(R2, FRAME),
  addNumber(R2, STACK.exitKey),
  move(R3, FRAME),
  addNumber(R3, STACK.record),
  moveNumber(R4, 0), // BPF_ANY
  call(HELPER.mapUpdate),
  jumpIfZero(R0, 'exit-kept'),
  ...count(COUNT.exitsLost, done),
  jump(done),
  label('exit-kept'),
  ...count(COUNT.exits, done),
];
