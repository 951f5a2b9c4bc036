/** Runs whenever a device is asked for something (block_bio_queue), before neighbours are merged: notes how much, and for whom. */
import {
  add,
  andNumber,
  atomicAdd,
  atomicAddHalf,
  exit,
  FRAME,
  type Instruction,
  jump,
  jumpIfAnyBit,
  jumpIfDifferent,
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
  R4,
  shiftRightNumber,
  store,
} from '../programs/instruction.ts';
import { ASKED, BLOCK_COUNT, DIRTIER, BLOCK_STACK as STACK } from './block-maps.ts';
import type { BioPlaces, BlockPlaces } from './block-places.ts';
import { assumeNotHeld, noteHeldTime, takeHeld } from './held-back.ts';
import { countLost, ENTRY, findEntry, nameEntry } from './note-asked.ts';
import { BIO, CLONED, FOUND, findOwner, OPERATION, putDisk } from './owner.ts';
import { loadArgument } from './probe.ts';
import { queuedBits, rememberOwner } from './queued.ts';

export const bioQueue = (places: BlockPlaces): readonly Instruction[] => [
  ...(places.hold === undefined ? [] : [assumeNotHeld()]),
  ...loadArgument(BIO, R1, places.queue.argument, places.cast, 'bio'),
  load(4, R1, BIO, places.bio.size),
  jumpIfZero(R1, 'done'), // a flush of the device's cache
  store(8, FRAME, STACK.size, R1),
  load(4, R1, BIO, places.bio.operation),
  andNumber(R1, OPERATION.mask),
  store(8, FRAME, STACK.operation, R1),
  ...putDisk(places.disk, BIO, places.bio.disk, 'done'),
  ...findOwner(places, 'owner', places.hold && ((known) => takeHeld(places.bio, known))),
  ...(places.request === undefined ? [] : rememberOwner(queuedBits(places.request))),
  ...findEntry('full'),
  ...nameEntry(places.task, places.hold !== undefined),
  ...(places.hold === undefined ? [] : noteHeldTime()),
  load(8, R1, FRAME, STACK.size),
  load(8, R2, FRAME, STACK.operation),
  jumpIfNumber(R2, OPERATION.discard, 'discard'),
  jumpIfAnyBit(R2, OPERATION.writes, 'write'),
  ...count('read', 'reads'),
  ...follows(places.bio, 'firstRead', 'lastRead'),
  jump('done'),
  label('discard'),
  atomicAdd(ENTRY, ASKED.discard, R1),
  jump('done'),
  label('write'),
  ...count('write', 'writes'),
  ...follows(places.bio, 'firstWrite', 'lastWrite'),
  jumpIfZero(FOUND, 'done'),
  ...takeOffUnwritten(places.bio),
  jump('done'),
  label('full'),
  load(8, R2, FRAME, STACK.size),
  ...countLost(BLOCK_COUNT.bytes),
  label('done'),
  moveNumber(R0, 0),
  exit(),
];

/** The bytes in R1, and one operation. Loses R2. */
const count = (bytes: 'read' | 'write', requests: 'reads' | 'writes'): readonly Instruction[] => [
  atomicAdd(ENTRY, ASKED[bytes], R1),
  moveNumber(R2, 1),
  atomicAddHalf(ENTRY, ASKED[requests], R2),
];

/** Whether it begins where the last one ended, and where this one, whose size is in R1, ends. Loses R1 to R4. */
const follows = (
  { sector }: BioPlaces,
  first: 'firstRead' | 'firstWrite',
  last: 'lastRead' | 'lastWrite',
): readonly Instruction[] => [
  load(8, R3, BIO, sector),
  load(8, R4, ENTRY, ASKED[last]),
  jumpIfZero(R4, first),
  jumpIfDifferent(R3, R4, last),
  atomicAdd(ENTRY, ASKED.sequential, R2),
  jump(last),
  label(first),
  store(8, ENTRY, ASKED[first], R3),
  label(last),
  shiftRightNumber(R1, SECTOR_SHIFT),
  add(R3, R1),
  store(8, ENTRY, ASKED[last], R3),
];

/** A sector has 512 bytes. */
const SECTOR_SHIFT = 9;

/** By the bio's size, of this device's pages or of those below. Loses R1 and R2. */
const takeOffUnwritten = ({ flags }: BioPlaces): readonly Instruction[] => [
  load(8, R1, FRAME, STACK.size),
  negate(R1),
  load(2, R2, BIO, flags),
  jumpIfAnyBit(R2, CLONED, 'below'),
  atomicAdd(FOUND, DIRTIER.unwritten, R1),
  jump('done'),
  label('below'),
  atomicAdd(FOUND, DIRTIER.unwrittenBelow, R1),
];
