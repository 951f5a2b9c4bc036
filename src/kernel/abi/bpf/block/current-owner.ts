/**
 * For whom the current task works: for itself, or for whoever asked the loop device whose worker it is.
 *
 * A loop device does what it is asked for in a thread of the kernel, which reads and writes the file below. While it does, the thread has two flags set that keep
 * it from waiting for itself. Sources: drivers/block/loop.c (`loop_process_work`; `loop_kthread_worker_fn` before Linux 5.14), include/linux/sched.h.
 */
import { HELPER } from '../programs/helper-functions.ts';
import type { Instruction } from '../programs/instruction.ts';
import * as op from '../programs/instruction.ts';
import { FRAME, R0, R1, R2, type Register } from '../programs/registers.ts';
import { ASKED_KEY, OWNER, BLOCK_STACK as STACK, WHO, WHO_LENGTH } from './block-maps.ts';
import type { TaskPlaces } from './block-places.ts';
import { probe } from './probe.ts';

/** PF_MEMALLOC_NOIO, PF_LOCAL_THROTTLE and PF_KTHREAD. nfsd sets one of the first two; NFS both, where it writes to a server on the same machine. */
export const LOOP_WORKER = 0x0008_0000 | 0x0010_0000 | 0x0020_0000;

/** PF_WQ_WORKER: a thread of the kernel that works for whoever gives it work. */
export const WORKER = 0x20;

/** tid and start of the owner, into the key. Loses R0 to R5. @param name for its labels @param worker where to go when the task is a worker, but no loop device's */
export const putCurrentOwner = (
  places: TaskPlaces,
  name: string,
  worker?: string,
): readonly Instruction[] => [
  ...(places.current === 'typed'
    ? [op.call(HELPER.currentTaskTyped), op.load(4, R1, R0, places.flags)]
    : [
        op.call(HELPER.currentTask),
        ...probe(4, STACK.probed, R0, places.flags),
        op.load(4, R1, FRAME, STACK.probed),
      ]),
  op.move(R2, R1),
  op.andNumber(R2, LOOP_WORKER),
  op.jumpIfNumber(R2, LOOP_WORKER, `${name}.loop-worker`),
  ...(worker === undefined ? [] : [op.jumpIfAnyBit(R1, WORKER, worker)]),
  ...(places.current === 'typed'
    ? [
        op.load(4, R1, R0, places.tid),
        op.store(4, FRAME, STACK.key + ASKED_KEY.tid, R1),
        op.load(8, R1, R0, places.startedAt),
        op.store(8, FRAME, STACK.key + ASKED_KEY.startedAt, R1),
      ]
    : [
        op.call(HELPER.currentIds),
        op.store(4, FRAME, STACK.key + ASKED_KEY.tid, R0),
        op.call(HELPER.currentTask),
        ...probe(8, STACK.key + ASKED_KEY.startedAt, R0, places.startedAt),
      ]),
  op.jump(`${name}.whose`),
  op.label(`${name}.loop-worker`),
  op.storeNumber(4, FRAME, STACK.key + ASKED_KEY.tid, 0),
  op.storeNumber(8, FRAME, STACK.key + ASKED_KEY.startedAt, OWNER.loopDevice),
  op.label(`${name}.whose`),
];

/** All that is kept of the owner whom `putCurrentOwner` put into the key, onto the stack at `who`. Loses R0 to R5 and `task`. @param name for its labels */
export const putWhoOfKey = (
  places: TaskPlaces,
  task: Register,
  name: string,
): readonly Instruction[] => [
  op.load(4, R1, FRAME, STACK.key + ASKED_KEY.tid),
  op.jumpIfNotZero(R1, `${name}.task`),
  ...Array.from({ length: WHO_LENGTH / 8 }, (_, i) =>
    op.storeNumber(8, FRAME, STACK.who + i * 8, 0),
  ),
  op.load(8, R1, FRAME, STACK.key + ASKED_KEY.startedAt),
  op.store(8, FRAME, STACK.who + WHO.startedAt, R1),
  op.jump(`${name}.who`),
  op.label(`${name}.task`),
  ...putCurrentWho(places, task),
  op.label(`${name}.who`),
];

/** All that is kept of the current task, onto the stack at `who`; done once for each that is new, so in one way on all kernels. Loses R0 to R5 and `task`. */
export const putCurrentWho = (places: TaskPlaces, task: Register): readonly Instruction[] => [
  op.call(HELPER.currentUser),
  op.store(4, FRAME, STACK.who + WHO.uid, R0),
  op.move(R1, FRAME),
  op.addNumber(R1, STACK.who + WHO.comm),
  op.moveNumber(R2, 16),
  op.call(HELPER.currentName),
  op.call(HELPER.currentTask),
  op.move(task, R0),
  ...probe(4, STACK.who + WHO.tid, task, places.tid),
  ...probe(4, STACK.who + WHO.tgid, task, places.tgid),
  ...probe(8, STACK.who + WHO.startedAt, task, places.startedAt),
  ...probe(4, STACK.who + WHO.flags, task, places.flags),
  ...probe(8, STACK.probed, task, places.groupLeader),
  op.load(8, task, FRAME, STACK.probed),
  ...probe(8, STACK.who + WHO.leaderStartedAt, task, places.startedAt),
];

/** Copies who a task is. Loses R1. */
export const copyWho = (
  to: Register,
  toOffset: number,
  from: Register,
  fromOffset: number,
): readonly Instruction[] => copyWords(WHO_LENGTH, to, toOffset, from, fromOffset);

/** @param length bytes, a multiple of 8. Loses R1. */
export const copyWords = (
  length: number,
  to: Register,
  toOffset: number,
  from: Register,
  fromOffset: number,
): readonly Instruction[] =>
  Array.from({ length: length / 8 }, (_, i) => [
    op.load(8, R1, from, fromOffset + i * 8),
    op.store(8, to, toOffset + i * 8, R1),
  ]).flat();
