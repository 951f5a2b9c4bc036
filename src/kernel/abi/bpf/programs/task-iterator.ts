/**
 * The program behind a pass over all tasks, which the kernel calls for each in order of tid: it writes the task's record to the reader.
 *
 * The kernel calls it again for a task whose record did not fit into the reader's buffer.
 *
 * Context (struct bpf_iter__task): [0] meta, whose first member is the seq_file; [8] the task, null at the end.
 */

import { fillRecord, fillWait } from './fill-record.ts';
import {
  addNumber,
  call,
  exit,
  FRAME,
  HELPER,
  type Instruction,
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
} from './instruction.ts';
import { STACK } from './maps.ts';
import { markUnlessAtRest } from './ran-tasks.ts';
import type { TaskFields } from './task-fields.ts';
import { RECORD_LENGTH } from './task-record.ts';
import { TASK } from './wait-balance.ts';

export const taskIterator = (fields: TaskFields): readonly Instruction[] => [
  move(R6, R1),
  load(8, TASK, R6, 8),
  jumpIfZero(TASK, 'done'),
  // It may be on a CPU since before switches were watched, and no switch marked it. Others have no need of a mark from here.
  ...(fields.marks === undefined ? [] : markUnlessAtRest(fields, fields.marks, 'every')),
  ...fillRecord(fields),
  ...fillWait(fields),
  load(8, R1, R6, 0), // meta
  load(8, R1, R1, 0), // its seq_file
  move(R2, FRAME),
  addNumber(R2, STACK.record),
  moveNumber(R3, RECORD_LENGTH),
  call(HELPER.seqWrite),
  label('done'),
  moveNumber(R0, 0),
  exit(),
];
