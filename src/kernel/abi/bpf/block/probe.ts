/** Reads kernel memory by address, where the verifier knows of no type. Each loses R0 to R5. */
import {
  addNumber,
  call,
  callKernel,
  FRAME,
  HELPER,
  type Instruction,
  load,
  move,
  moveNumber,
  R0,
  R1,
  R2,
  R3,
  type Register,
  store,
} from '../programs/instruction.ts';
import { ASKED_KEY, BLOCK_STACK as STACK, WHO, WHO_LENGTH } from './block-maps.ts';
import type { BlockPlaces, Casts, TaskPlaces } from './block-places.ts';

/** The stack from `to` on = the `width` bytes at base + offset; zeros where there is no memory. */
export const probe = (
  width: number,
  to: number,
  base: Register,
  offset: number,
): readonly Instruction[] => [
  move(R3, base),
  addNumber(R3, offset),
  move(R1, FRAME),
  addNumber(R1, to),
  moveNumber(R2, width),
  call(HELPER.probeRead),
];

/** What it takes to load a number from any address without a call. */
export type Reach = Pick<BlockPlaces, 'cast' | 'task'>;

/**
 * target = the 8 bytes at base + offset; 0 where there is no memory.
 *
 * Where the kernel can cast, the address is taken for that of a member of a task, its start, a number of 8 bytes: the verifier lets us load that, and the kernel
 * looks after addresses that are none. A call for each word would take several times as long.
 */
export const follow = (
  target: Register,
  base: Register,
  offset: number,
  { cast, task }: Reach,
): readonly Instruction[] =>
  cast === undefined
    ? [...probe(8, STACK.probed, base, offset), load(8, target, FRAME, STACK.probed)]
    : [
        move(R1, base),
        addNumber(R1, offset - task.startedAt),
        moveNumber(R2, cast.task),
        callKernel(cast.function),
        load(8, target, R0, task.startedAt),
      ];

/** target = the argument of the tracepoint, as one the verifier knows no more of than its type. Loses R0 to R5. @param type its number among `Casts` */
export const loadArgument = (
  target: Register,
  context: Register,
  argument: number,
  cast: Casts | undefined,
  type: Exclude<keyof Casts, 'function' | 'task'>,
): readonly Instruction[] =>
  cast === undefined
    ? [load(8, target, context, argument * 8)]
    : [
        load(8, R1, context, argument * 8),
        moveNumber(R2, cast[type]),
        callKernel(cast.function),
        move(target, R0),
      ];

/** tid and start of the current task, into the key. */
export const putCurrentKey = (places: TaskPlaces): readonly Instruction[] =>
  places.current === 'typed'
    ? [
        call(HELPER.currentTaskTyped),
        load(4, R1, R0, places.tid),
        store(4, FRAME, STACK.key + ASKED_KEY.tid, R1),
        load(8, R1, R0, places.startedAt),
        store(8, FRAME, STACK.key + ASKED_KEY.startedAt, R1),
      ]
    : [
        call(HELPER.currentIds),
        store(4, FRAME, STACK.key + ASKED_KEY.tid, R0),
        call(HELPER.currentTask),
        ...probe(8, STACK.key + ASKED_KEY.startedAt, R0, places.startedAt),
      ];

/** All that is kept of the current task, onto the stack at `who`; done once for each that is new, so in one way on all kernels. Loses `task` too. */
export const putCurrentWho = (places: TaskPlaces, task: Register): readonly Instruction[] => [
  call(HELPER.currentUser),
  store(4, FRAME, STACK.who + WHO.uid, R0),
  move(R1, FRAME),
  addNumber(R1, STACK.who + WHO.comm),
  moveNumber(R2, 16),
  call(HELPER.currentName),
  call(HELPER.currentTask),
  move(task, R0),
  ...probe(4, STACK.who + WHO.tid, task, places.tid),
  ...probe(4, STACK.who + WHO.tgid, task, places.tgid),
  ...probe(8, STACK.who + WHO.startedAt, task, places.startedAt),
  ...probe(4, STACK.who + WHO.flags, task, places.flags),
  ...probe(8, STACK.probed, task, places.groupLeader),
  load(8, task, FRAME, STACK.probed),
  ...probe(8, STACK.who + WHO.leaderStartedAt, task, places.startedAt),
];

/** Copies who a task is. Loses R1. */
export const copyWho = (
  to: Register,
  toOffset: number,
  from: Register,
  fromOffset: number,
): readonly Instruction[] =>
  Array.from({ length: WHO_LENGTH / 8 }, (_, i) => [
    load(8, R1, from, fromOffset + i * 8),
    store(8, to, toOffset + i * 8, R1),
  ]).flat();
