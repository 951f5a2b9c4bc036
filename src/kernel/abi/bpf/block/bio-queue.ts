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
  jumpIfAtLeast,
  jumpIfDifferent,
  jumpIfNotNegative,
  jumpIfNumber,
  jumpIfZero,
  label,
  load,
  move,
  moveHalf,
  moveNumber,
  negate,
  R0,
  R1,
  R2,
  R3,
  R4,
  R7,
  R8,
  type Register,
  shiftLeftNumber,
  shiftRightNumber,
  store,
  storeNumber,
  subtract,
} from '../programs/instruction.ts';
import { ASKED, BLOCK_COUNT, DIRTIER, BLOCK_STACK as STACK } from './block-maps.ts';
import type { BioPlaces, BlockPlaces, DirtyPlaces } from './block-places.ts';
import { assumeNotHeld, noteHeldTime, takeHeld } from './held-back.ts';
import { addToCount, ENTRY, findEntry, nameEntry } from './note-asked.ts';
import { BIO, CLONED, FOUND, findOwner, OPERATION, putDisk } from './owner.ts';
import { follow, loadArgument } from './probe.ts';
import { queuedBits, rememberOwner } from './queued.ts';

/** @param pageShift the power of two of bytes in a page */
export const bioQueue = (places: BlockPlaces, pageShift: number): readonly Instruction[] => [
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
  ...(places.dirty === undefined
    ? []
    : [jumpIfZero(FOUND, 'done'), ...takeOff(places, places.dirty, pageShift)]),
  jump('done'),
  label('full'),
  load(8, R2, FRAME, STACK.size),
  ...addToCount(BLOCK_COUNT.bytes),
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

/** Bytes that are taken off what is unwritten. */
const WRITTEN: Register = R7;

/** Off what the dirtier has unwritten, of this device's pages or of those below. Loses R0 to R5, R7 and R8. */
const takeOff = (
  places: BlockPlaces,
  { large }: DirtyPlaces,
  pageShift: number,
): readonly Instruction[] => [
  ...putFolioSize(places, large, pageShift),
  load(8, WRITTEN, FRAME, STACK.size),
  load(2, R1, BIO, places.bio.flags),
  jumpIfAnyBit(R1, CLONED, 'below'),
  ...shrink(DIRTIER.unwritten, DIRTIER.folio),
  jump('done'),
  label('below'),
  ...shrink(DIRTIER.unwrittenBelow, DIRTIER.folioBelow),
];

/** R8 = the folio with which the bio begins, and its bytes onto the stack. Loses R0 to R5. */
const putFolioSize = (
  places: BlockPlaces,
  large: DirtyPlaces['large'],
  pageShift: number,
): readonly Instruction[] => [
  load(8, R8, FRAME, STACK.folio),
  storeNumber(8, FRAME, STACK.folioSize, 1 << pageShift),
  ...(large === undefined
    ? []
    : [
        ...follow(R1, R8, large.flags, places),
        jumpIfAnyBit(R1, large.bit, 'several-pages'),
        jump('one-page'),
        label('several-pages'),
        ...follow(R1, R8, large.pages, places),
        moveHalf(R1, R1),
        shiftLeftNumber(R1, pageShift),
        store(8, FRAME, STACK.folioSize, R1),
        label('one-page'),
      ]),
];

/**
 * A folio became unwritten as a whole, so with its first part that is written all of it is taken off, and with its other parts no more: a few blocks of a large
 * folio may be all that has changed. R8 is the folio. Loses R1 and `WRITTEN`.
 */
const shrink = (unwritten: number, folio: number): readonly Instruction[] => [
  load(8, R2, FRAME, STACK.folioSize),
  load(8, R1, FOUND, folio),
  jumpIfDifferent(R1, R8, `first-part-${folio}`),
  subtract(WRITTEN, R2),
  jumpIfNotNegative(WRITTEN, `taken-off-${folio}`),
  jump('done'),
  label(`first-part-${folio}`),
  store(8, FOUND, folio, R8),
  jumpIfAtLeast(WRITTEN, R2, `taken-off-${folio}`),
  move(WRITTEN, R2),
  label(`taken-off-${folio}`),
  negate(WRITTEN),
  atomicAdd(FOUND, unwritten, WRITTEN),
];
