/**
 * Runs whenever a bio ends (block_bio_complete). One that must not wait and found the queue full (REQ_NOWAIT, as io_uring asks) ends at once, in the task that asked, and
 * that asks once more in another way: then it was asked for twice and done once, so the first time counts no longer.
 */
import {
  andNumber,
  atomicAdd,
  atomicAddHalf,
  exit,
  FRAME,
  type Instruction,
  jump,
  jumpIfAnyBit,
  jumpIfAtLeast,
  jumpIfNumber,
  jumpIfZero,
  label,
  load,
  moveNumber,
  negate,
  R0,
  R1,
  R2,
  R3,
  store,
} from '../programs/instruction.ts';
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
  load(1, R1, BIO, status),
  jumpIfNumber(R1, AGAIN, 'refused'),
  jump('done'),
  label('refused'),
  load(4, R1, BIO, places.bio.size),
  jumpIfZero(R1, 'done'),
  store(8, FRAME, STACK.size, R1),
  load(4, R1, BIO, places.bio.operation),
  andNumber(R1, OPERATION.mask),
  store(8, FRAME, STACK.operation, R1),
  jumpIfNumber(R1, OPERATION.discard, 'done'),
  ...putDisk(places.disk, BIO, places.bio.disk, 'done'),
  // What a limit had held back ends in the worker that let it go.
  ...(places.request === undefined ? [] : recallOwner(queuedBits(places.request), 'recalled')),
  ...putCurrentOwner(places.task, 'owner'),
  label('recalled'),
  ...findEntry('done'),
  load(8, R1, FRAME, STACK.size),
  load(8, R2, FRAME, STACK.operation),
  jumpIfAnyBit(R2, OPERATION.writes, 'write'),
  ...takeOff('read', 'reads'),
  jump('done'),
  label('write'),
  ...takeOff('write', 'writes'),
  label('done'),
  moveNumber(R0, 0),
  exit(),
];

/** The bytes in R1, and one operation; unless they are in the figures of the interval before. Loses R1 and R3. */
const takeOff = (bytes: 'read' | 'write', count: 'reads' | 'writes'): readonly Instruction[] => [
  load(8, R3, ENTRY, ASKED[bytes]),
  jumpIfAtLeast(R3, R1, `${bytes}.there`),
  jump('done'),
  label(`${bytes}.there`),
  negate(R1),
  atomicAdd(ENTRY, ASKED[bytes], R1),
  moveNumber(R1, -1),
  atomicAddHalf(ENTRY, ASKED[count], R1),
];
