/** Copies what a task's record holds from the task to the stack. */
import {
  FRAME,
  type Instruction,
  jumpIfZero,
  label,
  load,
  R1,
  store,
  storeNumber,
} from './instruction.ts';
import { STACK } from './maps.ts';
import type { FieldPath, TaskFields } from './task-fields.ts';
import { FIELD_WIDTH, RECORD, type RecordField } from './task-record.ts';
import { TASK } from './wait-balance.ts';

/** Where a field of the record lies from the end of the stack frame. */
export const inRecord = (field: RecordField): number => STACK.record + RECORD[field];

/**
 * Fills every field but `waited` and `moment`. Loses R1.
 *
 * Pointers are compared with null although the kernel makes a load through null harmless: null has a meaning here, and the verifier of a
 * kernel whose BTF carries RCU tags asks for it.
 */
export const fillRecord = (fields: TaskFields): readonly Instruction[] => [
  ...fields.missing.map((field) => storeNumber(FIELD_WIDTH[field], FRAME, inRecord(field), -1)),
  ...fields.paths.flatMap(fillField),
  store(8, FRAME, inRecord('address'), TASK),
];

const fillField = ({ field, width, offsets, whenNull }: FieldPath): readonly Instruction[] => {
  const slot = FIELD_WIDTH[field];
  const pointers = offsets.slice(0, -1);
  const last = offsets.at(-1) ?? 0;
  if (pointers.length === 0) {
    return [load(width, R1, TASK, last), store(slot, FRAME, inRecord(field), R1)];
  }
  const skip = `fill.${field}`;
  return [
    storeNumber(slot, FRAME, inRecord(field), whenNull),
    ...pointers.flatMap((offset, i) => [
      load(8, R1, i === 0 ? TASK : R1, offset),
      jumpIfZero(R1, skip),
    ]),
    load(width, R1, R1, last),
    store(slot, FRAME, inRecord(field), R1),
    label(skip),
  ];
};
