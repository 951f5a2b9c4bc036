/** Reads kernel memory by address, where the verifier knows of no type. Each loses R0 to R5. */
import { HELPER } from '../programs/helper-functions.ts';
import type { Instruction } from '../programs/instruction.ts';
import * as op from '../programs/instruction.ts';
import { FRAME, R0, R1, R2, R3, type Register } from '../programs/registers.ts';
import { BLOCK_STACK as STACK } from './block-maps.ts';
import type { BlockPlaces, Casts } from './block-places.ts';

/** The stack from `to` on = the `width` bytes at base + offset; zeros where there is no memory. */
export const probe = (
  width: number,
  to: number,
  base: Register,
  offset: number,
): readonly Instruction[] => [
  op.move(R3, base),
  op.addNumber(R3, offset),
  op.move(R1, FRAME),
  op.addNumber(R1, to),
  op.moveNumber(R2, width),
  op.call(HELPER.probeRead),
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
    ? [...probe(8, STACK.probed, base, offset), op.load(8, target, FRAME, STACK.probed)]
    : [
        op.move(R1, base),
        op.addNumber(R1, offset - task.startedAt),
        op.moveNumber(R2, cast.task),
        op.callKernel(cast.function),
        op.load(8, target, R0, task.startedAt),
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
    ? [op.load(8, target, context, argument * 8)]
    : [
        op.load(8, R1, context, argument * 8),
        op.moveNumber(R2, cast[type]),
        op.callKernel(cast.function),
        op.move(target, R0),
      ];
