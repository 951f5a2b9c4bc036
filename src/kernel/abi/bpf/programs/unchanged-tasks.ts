/**
 * Tells tasks that have not run since they were last told of: most tasks of most machines.
 *
 * All that a task does it does while it runs, and it leaves its CPU once for each time it was on one, which the kernel counts. So a task seen
 * off its CPU twice, with the same count, has done nothing in between. How it stood is kept when its record has been written; a task on a
 * CPU, or about to go on one, keeps nothing. The task's address and start say whose count it is: exec by a thread hands ids and start on.
 *
 * This holds where loads happen in the order written, as on x86-64: the count is loaded before what it vouches for. What others may change of a
 * task that sleeps (name, cgroup, I/O priority) it does not vouch for.
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

/** Puts on the stack how the task stands, or goes to `moving` with nothing there: it runs, or waits to. Loses R1 and R2. */
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

/** Goes to `changed` unless the task stands as it did when its record was last written; a wait for I/O grows while it sleeps. Loses R0 to R5. */
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

/** Keeps how the task stood before its record was made, or goes to `done`. Loses R0 to R5. */
export const keepRest = (done: string): readonly Instruction[] => [
  ...lookUpRest(),
  jumpIfZero(R0, done),
  ...WORDS.flatMap((word) => [load(8, R1, FRAME, STACK.rest + word), store(8, R0, word, R1)]),
];

const WORDS = [REST.task, REST.startedAt, REST.switches] as const;

/** R0 = where the task's is kept. */
const lookUpRest = (): readonly Instruction[] => [
  loadMap(R1, 'rests'),
  move(R2, FRAME),
  addNumber(R2, STACK.restKey),
  call(HELPER.mapLookup),
];
