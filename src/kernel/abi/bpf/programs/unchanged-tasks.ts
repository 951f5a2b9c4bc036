/**
 * Recognises tasks that have not run since their record was last written: most tasks of most machines.
 *
 * Skips tasks whose switch count is unchanged and which are off CPU: a task does things only while it runs, and the kernel counts each time it leaves a CPU.
 * The state of a task (its *rest*) is kept when its record has been written, but not if it runs or is about to. The address and start say whose
 * state it is, because exec by a thread gives a task another id and start.
 *
 * This holds only where loads happen in program order, as on x86-64: the count is loaded before the other fields. Fields of a sleeping task that others
 * may change (name, cgroup, I/O priority) are not covered.
 */
import {
  add,
  addNumber,
  andNumber,
  call,
  FRAME,
  HELPER,
  type Instruction,
  jumpIfDifferent,
  jumpIfNotZero,
  jumpIfZero,
  load,
  loadMap,
  move,
  R0,
  R1,
  R2,
  store,
  storeNumber,
} from './instruction.ts';
import { MAPS, REST, STACK } from './maps.ts';
import type { RestPlaces, TaskFields } from './task-fields.ts';
import { jumpIfInIoWait, offsetOf, TASK } from './wait-balance.ts';

/** Puts the task's state on the stack, or zeros, and then goes to `moving`, if it runs or waits to run. Loses R1 and R2. */
export const takeRest = (
  fields: TaskFields,
  { onCpu, switches: [left, taken] }: RestPlaces,
  moving: string,
): readonly Instruction[] => [
  ...WORDS.map((word) => storeNumber(8, FRAME, STACK.rest + word, 0)),
  load(4, R1, TASK, offsetOf(fields, 'tid')),
  andNumber(R1, MAPS.rests.entries - 1),
  store(4, FRAME, STACK.restKey, R1),
  load(1, R1, TASK, onCpu), // an int of old, a byte on 7.2; 0 or 1
  jumpIfNotZero(R1, moving),
  load(4, R1, TASK, offsetOf(fields, 'state')),
  jumpIfZero(R1, moving),
  store(4, FRAME, STACK.rest + REST.state, R1),
  load(4, R1, TASK, left),
  load(4, R2, TASK, taken),
  add(R1, R2),
  store(4, FRAME, STACK.rest + REST.switches, R1),
  load(8, R1, TASK, offsetOf(fields, 'startedAt')),
  store(8, FRAME, STACK.rest + REST.startedAt, R1),
  store(8, FRAME, STACK.rest + REST.task, TASK),
];

/** Goes to `changed` unless the task's state is as it was when its record was last written. A wait for I/O always is a change: it grows while the task sleeps. Loses R0 to R5. */
export const unlessAtRest = (fields: TaskFields, changed: string): readonly Instruction[] => [
  ...(fields.wait === undefined ? [] : jumpIfInIoWait(fields.wait, changed)),
  ...lookUpRest(),
  jumpIfZero(R0, changed),
  ...WORDS.flatMap((word) => [
    load(8, R1, R0, word),
    load(8, R2, FRAME, STACK.rest + word),
    jumpIfDifferent(R1, R2, changed),
  ]),
];

/** Keeps the state that the task had before its record was made, or goes to `done`. Loses R0 to R5. */
export const keepRest = (done: string): readonly Instruction[] => [
  ...lookUpRest(),
  jumpIfZero(R0, done),
  ...WORDS.flatMap((word) => [load(8, R1, FRAME, STACK.rest + word), store(8, R0, word, R1)]),
];

const WORDS = [REST.task, REST.startedAt, REST.switches] as const;

/** R0 = the entry for the task, in the map of rests. */
const lookUpRest = (): readonly Instruction[] => [
  loadMap(R1, 'rests'),
  move(R2, FRAME),
  addNumber(R2, STACK.restKey),
  call(HELPER.mapLookup),
];
