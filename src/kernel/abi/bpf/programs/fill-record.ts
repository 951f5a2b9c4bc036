/** Copies what a task's record holds from the task to the stack. */
import { HELPER } from './helper-functions.ts';
import type { Instruction } from './instruction.ts';
import * as op from './instruction.ts';
import { STACK, WAIT } from './maps.ts';
import { FRAME, R0, R1, R2, R8, R9, type Register } from './registers.ts';
import type { FieldPath, TaskFields } from './task-fields.ts';
import { FIELD_WIDTH, RECORD, type RecordField } from './task-record.ts';
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

/** Where a field of the record lies from the end of the stack frame. */
export const inRecord = (field: RecordField): number => STACK.record + RECORD[field];

/**
 * Fills every field but `waited` and `moment`. Loses R0 to R5 and R8.
 *
 * Pointers are compared with null although the kernel makes a load through null harmless: null has a meaning here, and the verifier of a
 * kernel whose BTF carries RCU tags asks for it.
 */
export const fillRecord = (fields: TaskFields): readonly Instruction[] => [
  ...fields.missing.map((field) => op.storeNumber(FIELD_WIDTH[field], FRAME, inRecord(field), -1)),
  ...castTask(fields),
  ...fields.paths.flatMap((path) => fillField(path, pointersFrom(fields))),
  op.store(8, FRAME, inRecord('address'), TASK),
];

/**
 * R8 = the task, as one the verifier knows no more of than its type. Of a task as it comes it knows that it is safe, and for each pointer loaded
 * from it looks for four names among all types of the kernel, one by one, to know whether that is safe too: 15 ms for our programs on 6.18. Loads
 * are checked as they happen anyway. Numbers are still loaded from the task as it comes, for these checks take time. Loses R0 to R5. Source:
 * check_ptr_to_btf_access() of kernel/bpf/verifier.c
 */
export const castTask = ({ cast }: TaskFields): readonly Instruction[] =>
  cast === undefined
    ? []
    : [
        op.move(R1, TASK),
        op.moveNumber(R2, cast.task),
        op.callKernel(cast.function),
        op.move(R8, R0),
      ];

/** Where to load pointers from, behind `castTask`. */
export const pointersFrom = ({ cast }: TaskFields): Register => (cast === undefined ? TASK : R8);

const fillField = (
  { field, width, offsets, whenNull }: FieldPath,
  task: Register,
): readonly Instruction[] => {
  const slot = FIELD_WIDTH[field];
  const pointers = offsets.slice(0, -1);
  const last = offsets.at(-1) ?? 0;
  if (pointers.length === 0) {
    return [op.load(width, R1, TASK, last), op.store(slot, FRAME, inRecord(field), R1)];
  }
  const skip = `fill.${field}`;
  return [
    op.storeNumber(slot, FRAME, inRecord(field), whenNull),
    ...pointers.flatMap((offset, i) => [
      op.load(8, R1, i === 0 ? task : R1, offset),
      op.jumpIfZero(R1, skip),
    ]),
    op.load(width, R1, R1, last),
    op.store(slot, FRAME, inRecord(field), R1),
    op.label(skip),
  ];
};

/** `waited` and `moment` from the map; a wait that began before we watched is noted as beginning now. Loses R0 to R5, R8 and R9. */
export const fillWait = (fields: TaskFields): readonly Instruction[] => {
  if (fields.wait === undefined) {
    return [
      op.storeNumber(8, FRAME, inRecord('waited'), -1),
      op.storeNumber(8, FRAME, inRecord('moment'), -1),
    ];
  }
  return [
    op.storeNumber(8, FRAME, inRecord('waited'), 0),
    op.storeNumber(8, FRAME, inRecord('moment'), 0),
    op.load(8, R8, TASK, offsetOf(fields, 'startedAt')),
    ...lookUpWait(),
    op.jumpIfZero(R0, 'unnoted'),
    op.load(8, R1, R0, WAIT.startedAt),
    op.jumpIfDifferent(R1, R8, 'unnoted'),
    ...loadWait(fields, fields.wait, 'wait-loaded'),
    op.store(8, FRAME, inRecord('waited'), R1),
    op.store(8, FRAME, inRecord('moment'), R2),
    op.jump('filled'),
    op.label('unnoted'),
    ...jumpIfInIoWait(fields.wait, 'in-wait'),
    op.jump('filled'),
    op.label('in-wait'),
    ...unlessAsleep(fields, 'filled'),
    op.call(HELPER.bootTime),
    op.move(R9, R0),
    ...putNewWait(),
    // A task that was woken meanwhile found no entry to end: then this one must go.
    ...jumpIfInIoWait(fields.wait, 'still-in-wait'),
    op.jump('woken'),
    op.label('still-in-wait'),
    ...unlessAsleep(fields, 'woken'),
    op.store(8, FRAME, inRecord('moment'), R9),
    op.load(8, R1, FRAME, STACK.waitValue + WAIT.balance),
    op.store(8, FRAME, inRecord('waited'), R1),
    op.jump('filled'),
    op.label('woken'),
    ...forgetWait(),
    op.label('filled'),
  ];
};
