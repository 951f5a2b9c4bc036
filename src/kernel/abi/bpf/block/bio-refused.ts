/**
 * Runs whenever a bio ends (block_bio_complete). One that must not wait and found the queue full (REQ_NOWAIT, as io_uring asks) ends at once, in the task that asked, and
 * that asks once more in another way: then it was asked for twice and done once, so the first time counts no longer.
 */
import type { Instruction } from '../programs/instruction.ts';
import * as op from '../programs/instruction.ts';
import { FRAME, R0, R1, R2, R3 } from '../programs/registers.ts';
import { ASKED, BLOCK_STACK as STACK } from './block-maps.ts';
import type { BlockPlaces, RefusalPlaces } from './block-places.ts';
import { putCurrentOwner } from './current-owner.ts';
import { ENTRY, findEntry } from './note-asked.ts';
import { BIO, OPERATION, putDisk } from './owner.ts';
import { loadArgument } from './probe.ts';
import { queuedBits, recallOwner } from './queued.ts';

/** BLK_STS_AGAIN of blk_types.h */
const AGAIN = 12;

export const bioRefused = (
  places: BlockPlaces,
  { tracepoint, status }: RefusalPlaces,
): readonly Instruction[] => [
  ...loadArgument(BIO, R1, tracepoint.argument, places.cast, 'bio'),
  op.load(1, R1, BIO, status),
  op.jumpIfNumber(R1, AGAIN, 'refused'),
  op.jump('done'),
  op.label('refused'),
  op.load(4, R1, BIO, places.bio.size),
  op.jumpIfZero(R1, 'done'),
  op.store(8, FRAME, STACK.size, R1),
  op.load(4, R1, BIO, places.bio.operation),
  op.andNumber(R1, OPERATION.mask),
  op.store(8, FRAME, STACK.operation, R1),
  op.jumpIfNumber(R1, OPERATION.discard, 'done'),
  ...putDisk(places.disk, BIO, places.bio.disk, 'done'),
  // What a limit had held back ends in the worker that let it go.
  ...(places.request === undefined ? [] : recallOwner(queuedBits(places.request), 'recalled')),
  ...putCurrentOwner(places.task, 'owner'),
  op.label('recalled'),
  ...findEntry('done'),
  op.load(8, R1, FRAME, STACK.size),
  op.load(8, R2, FRAME, STACK.operation),
  op.jumpIfAnyBit(R2, OPERATION.writes, 'write'),
  ...takeOff('read', 'reads'),
  op.jump('done'),
  op.label('write'),
  ...takeOff('write', 'writes'),
  op.label('done'),
  op.moveNumber(R0, 0),
  op.exit(),
];

/** The bytes in R1, and one operation; unless they are in the figures of the interval before. Loses R1 and R3. */
const takeOff = (bytes: 'read' | 'write', count: 'reads' | 'writes'): readonly Instruction[] => [
  op.load(8, R3, ENTRY, ASKED[bytes]),
  op.jumpIfAtLeast(R3, R1, `${bytes}.there`),
  op.jump('done'),
  op.label(`${bytes}.there`),
  op.negate(R1),
  op.atomicAdd(ENTRY, ASKED[bytes], R1),
  op.moveNumber(R1, -1),
  op.atomicAddHalf(ENTRY, ASKED[count], R1),
];
