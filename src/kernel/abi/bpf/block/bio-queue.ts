/** Runs whenever a device is asked for something (block_bio_queue), before neighbours are merged: notes how much, and for whom. */
import {
  andNumber,
  atomicAdd,
  exit,
  FRAME,
  type Instruction,
  jump,
  jumpIfAnyBit,
  jumpIfNumber,
  jumpIfZero,
  label,
  load,
  moveNumber,
  negate,
  R0,
  R1,
  R2,
  store,
} from '../programs/instruction.ts';
import { ASKED, BLOCK_COUNT, DIRTIER, BLOCK_STACK as STACK } from './block-maps.ts';
import type { BlockPlaces } from './block-places.ts';
import { countLost, ENTRY, findEntry, nameEntry } from './note-asked.ts';
import { BIO, FOUND, findOwner, OPERATION, putDisk } from './owner.ts';
import { loadArgument } from './probe.ts';
import { rememberOwner } from './queued.ts';

export const bioQueue = (places: BlockPlaces): readonly Instruction[] => [
  ...loadArgument(BIO, R1, places.queue.argument, places.cast, 'bio'),
  load(4, R1, BIO, places.bio.size),
  jumpIfZero(R1, 'done'), // a flush of the device's cache
  store(8, FRAME, STACK.size, R1),
  load(4, R1, BIO, places.bio.operation),
  andNumber(R1, OPERATION.mask),
  store(8, FRAME, STACK.operation, R1),
  ...putDisk(places.disk, BIO, places.bio.disk, 'done'),
  ...findOwner(places, 'owner'),
  ...rememberOwner(),
  ...findEntry('full'),
  ...nameEntry(places.task),
  load(8, R1, FRAME, STACK.size),
  load(8, R2, FRAME, STACK.operation),
  jumpIfNumber(R2, OPERATION.discard, 'discard'),
  jumpIfAnyBit(R2, OPERATION.writes, 'write'),
  ...add('read', 'reads'),
  jump('done'),
  label('discard'),
  atomicAdd(ENTRY, ASKED.discard, R1),
  jump('done'),
  label('write'),
  ...add('write', 'writes'),
  jumpIfZero(FOUND, 'done'),
  load(8, R1, FRAME, STACK.size),
  negate(R1),
  atomicAdd(FOUND, DIRTIER.unwritten, R1),
  jump('done'),
  label('full'),
  load(8, R2, FRAME, STACK.size),
  ...countLost(BLOCK_COUNT.bytes),
  label('done'),
  moveNumber(R0, 0),
  exit(),
];

/** The bytes in R1, and one operation. Loses R1. */
const add = (bytes: 'read' | 'write', count: 'reads' | 'writes'): readonly Instruction[] => [
  atomicAdd(ENTRY, ASKED[bytes], R1),
  moveNumber(R1, 1),
  atomicAdd(ENTRY, ASKED[count], R1),
];
