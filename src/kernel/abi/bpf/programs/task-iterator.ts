/**
 * The program behind a pass over all tasks, which the kernel calls for each in order of tid: it writes the task's record to the reader.
 *
 * The kernel calls it again for a task whose record did not fit into the reader's buffer.
 *
 * Context (struct bpf_iter__task): [0] meta, whose first member is the seq_file; [8] the task, null at the end.
 */

import { fillRecord, fillWait } from './fill-record.ts';
import { HELPER } from './helper-functions.ts';
import type { Instruction } from './instruction.ts';
import * as op from './instruction.ts';
import { STACK } from './maps.ts';
import { markUnlessAtRest } from './ran-tasks.ts';
import { FRAME, R0, R1, R2, R3, R6 } from './registers.ts';
import type { TaskFields } from './task-fields.ts';
import { RECORD_LENGTH } from './task-record.ts';
import { TASK } from './wait-balance.ts';

export const taskIterator = (fields: TaskFields): readonly Instruction[] => [
  op.move(R6, R1),
  op.load(8, TASK, R6, 8),
  op.jumpIfZero(TASK, 'done'),
  // It may be on a CPU since before switches were watched, and no switch marked it. Others have no need of a mark from here.
  ...(fields.marks === undefined ? [] : markUnlessAtRest(fields, fields.marks, 'every')),
  ...fillRecord(fields),
  ...fillWait(fields),
  op.load(8, R1, R6, 0), // meta
  op.load(8, R1, R1, 0), // its seq_file
  op.move(R2, FRAME),
  op.addNumber(R2, STACK.record),
  op.moveNumber(R3, RECORD_LENGTH),
  op.call(HELPER.seqWrite),
  op.label('done'),
  op.moveNumber(R0, 0),
  op.exit(),
];
