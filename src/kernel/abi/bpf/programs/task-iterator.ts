/**
 * The programs behind a pass, which the kernel calls for each task in order of tid. One writes every task's record to the reader, the
 * other writes two words for a task that has not run since its record was last written.
 *
 * The kernel calls it again for a task whose record did not fit into the reader's buffer: so state is kept only after the record has been written.
 *
 * Context (struct bpf_iter__task): [0] meta, whose first member is the seq_file; [8] the task, null at the end.
 */

import { fillRecord, inRecord } from './fill-record.ts';
import {
  addNumber,
  call,
  exit,
  FRAME,
  HELPER,
  type Instruction,
  jump,
  jumpIfDifferent,
  jumpIfNotZero,
  jumpIfZero,
  label,
  load,
  move,
  moveNumber,
  R0,
  R1,
  R2,
  R3,
  R6,
  R8,
  R9,
  store,
  storeNumber,
} from './instruction.ts';
import { STACK, WAIT } from './maps.ts';
import type { TaskFields } from './task-fields.ts';
import { RECORD_LENGTH, UNCHANGED, UNCHANGED_LENGTH } from './task-record.ts';
import { keepRest, takeRest, unlessAtRest } from './unchanged-tasks.ts';
import {
  forgetWait,
  jumpIfInIoWait,
  loadWait,
  lookUpWait,
  offsetOf,
  putNewWait,
  TASK,
  unlessAsleep,
} from './wait-balance.ts';

/** @param which tasks to report in full: all of them, or those that have changed */
export const taskIterator = (
  fields: TaskFields,
  which: 'all' | 'changed',
): readonly Instruction[] => [
  move(R6, R1),
  load(8, TASK, R6, 8),
  jumpIfZero(TASK, 'done'),
  ...(fields.rest === undefined ? [] : takeRest(fields, fields.rest, 'in-full')),
  ...(fields.rest === undefined || which === 'all' ? [] : writeUnchanged(fields)),
  label('in-full'),
  ...fillRecord(fields),
  ...fillWait(fields),
  ...write(STACK.record, RECORD_LENGTH),
  ...(fields.rest === undefined ? [] : [jumpIfNotZero(R0, 'done'), ...keepRest('done')]),
  label('done'),
  moveNumber(R0, 0),
  exit(),
];

const writeUnchanged = (fields: TaskFields): readonly Instruction[] => [
  ...unlessAtRest(fields, 'in-full'),
  load(4, R1, TASK, offsetOf(fields, 'tid')),
  store(4, FRAME, STACK.record, R1),
  storeNumber(4, FRAME, STACK.record + 4, UNCHANGED | 0),
  ...write(STACK.record, UNCHANGED_LENGTH),
  jump('done'),
];

/** R0 = 0, or an error when the reader's buffer is full. */
const write = (from: number, length: number): readonly Instruction[] => [
  load(8, R1, R6, 0), // meta
  load(8, R1, R1, 0), // its seq_file
  move(R2, FRAME),
  addNumber(R2, from),
  moveNumber(R3, length),
  call(HELPER.seqWrite),
];

/** `waited` and `moment` from the map; a wait that began before we watched is noted as beginning now. */
const fillWait = (fields: TaskFields): readonly Instruction[] => {
  if (fields.wait === undefined) {
    return [
      storeNumber(8, FRAME, inRecord('waited'), -1),
      storeNumber(8, FRAME, inRecord('moment'), -1),
    ];
  }
  return [
    storeNumber(8, FRAME, inRecord('waited'), 0),
    storeNumber(8, FRAME, inRecord('moment'), 0),
    load(8, R8, TASK, offsetOf(fields, 'startedAt')),
    ...lookUpWait(),
    jumpIfZero(R0, 'unnoted'),
    load(8, R1, R0, WAIT.startedAt),
    jumpIfDifferent(R1, R8, 'unnoted'),
    ...loadWait(fields, fields.wait, 'wait-loaded'),
    store(8, FRAME, inRecord('waited'), R1),
    store(8, FRAME, inRecord('moment'), R2),
    jump('filled'),
    label('unnoted'),
    ...jumpIfInIoWait(fields.wait, 'in-wait'),
    jump('filled'),
    label('in-wait'),
    ...unlessAsleep(fields, 'filled'),
    call(HELPER.bootTime),
    move(R9, R0),
    ...putNewWait(),
    // A task that was woken meanwhile found no entry to end: then this one must go.
    ...jumpIfInIoWait(fields.wait, 'still-in-wait'),
    jump('woken'),
    label('still-in-wait'),
    ...unlessAsleep(fields, 'woken'),
    store(8, FRAME, inRecord('moment'), R9),
    load(8, R1, FRAME, STACK.waitValue + WAIT.balance),
    store(8, FRAME, inRecord('waited'), R1),
    jump('filled'),
    label('woken'),
    ...forgetWait(),
    label('filled'),
  ];
};
