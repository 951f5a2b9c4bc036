/** Runs whenever a task is woken: ends its wait for I/O. Context: the task. For others this costs two loads and a jump. */
import { exit, type Instruction, label, load, moveNumber, R0, R1 } from './instruction.ts';
import type { TaskFields, WaitPlaces } from './task-fields.ts';
import { endWait, jumpIfInIoWait, TASK } from './wait-balance.ts';

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
