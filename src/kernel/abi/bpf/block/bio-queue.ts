/** Runs whenever a device is asked for something (block_bio_queue), before neighbours are merged: notes how much, and for whom. */
import type { Instruction } from '../programs/instruction.ts';
import * as op from '../programs/instruction.ts';
import { FRAME, R0, R1, R2, R3, R4, R7, R8, type Register } from '../programs/registers.ts';
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
  op.load(4, R1, BIO, places.bio.size),
  op.jumpIfZero(R1, 'done'), // a flush of the device's cache
  op.store(8, FRAME, STACK.size, R1),
  op.load(4, R1, BIO, places.bio.operation),
  op.andNumber(R1, OPERATION.mask),
  op.store(8, FRAME, STACK.operation, R1),
  ...putDisk(places.disk, BIO, places.bio.disk, 'done'),
  ...findOwner(places, 'owner', places.hold && ((known) => takeHeld(places.bio, known))),
  ...(places.request === undefined ? [] : rememberOwner(queuedBits(places.request))),
  ...findEntry('full'),
  ...nameEntry(places.task, places.hold !== undefined),
  ...(places.hold === undefined ? [] : noteHeldTime()),
  op.load(8, R1, FRAME, STACK.size),
  op.load(8, R2, FRAME, STACK.operation),
  op.jumpIfNumber(R2, OPERATION.discard, 'discard'),
  op.jumpIfAnyBit(R2, OPERATION.writes, 'write'),
  ...count('read', 'reads'),
  ...follows(places.bio, 'firstRead', 'lastRead'),
  op.jump('done'),
  op.label('discard'),
  op.atomicAdd(ENTRY, ASKED.discard, R1),
  op.jump('done'),
  op.label('write'),
  ...count('write', 'writes'),
  ...follows(places.bio, 'firstWrite', 'lastWrite'),
  ...(places.dirty === undefined
    ? []
    : [op.jumpIfZero(FOUND, 'done'), ...takeOff(places, places.dirty, pageShift)]),
  op.jump('done'),
  op.label('full'),
  op.load(8, R2, FRAME, STACK.size),
  ...addToCount(BLOCK_COUNT.bytes),
  op.label('done'),
  op.moveNumber(R0, 0),
  op.exit(),
];

/** The bytes in R1, and one operation. Loses R2. */
const count = (bytes: 'read' | 'write', requests: 'reads' | 'writes'): readonly Instruction[] => [
  op.atomicAdd(ENTRY, ASKED[bytes], R1),
  op.moveNumber(R2, 1),
  op.atomicAddHalf(ENTRY, ASKED[requests], R2),
];

/** Whether it begins where the last one ended, and where this one, whose size is in R1, ends. Loses R1 to R4. */
const follows = (
  { sector }: BioPlaces,
  first: 'firstRead' | 'firstWrite',
  last: 'lastRead' | 'lastWrite',
): readonly Instruction[] => [
  op.load(8, R3, BIO, sector),
  op.load(8, R4, ENTRY, ASKED[last]),
  op.jumpIfZero(R4, first),
  op.jumpIfDifferent(R3, R4, last),
  op.atomicAdd(ENTRY, ASKED.sequential, R2),
  op.jump(last),
  op.label(first),
  op.store(8, ENTRY, ASKED[first], R3),
  op.label(last),
  op.shiftRightNumber(R1, SECTOR_SHIFT),
  op.add(R3, R1),
  op.store(8, ENTRY, ASKED[last], R3),
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
  op.load(8, WRITTEN, FRAME, STACK.size),
  op.load(2, R1, BIO, places.bio.flags),
  op.jumpIfAnyBit(R1, CLONED, 'below'),
  ...shrink(DIRTIER.unwritten, DIRTIER.folio),
  op.jump('done'),
  op.label('below'),
  ...shrink(DIRTIER.unwrittenBelow, DIRTIER.folioBelow),
];

/** R8 = the folio with which the bio begins, and its bytes onto the stack. Loses R0 to R5. */
const putFolioSize = (
  places: BlockPlaces,
  large: DirtyPlaces['large'],
  pageShift: number,
): readonly Instruction[] => [
  op.load(8, R8, FRAME, STACK.folio),
  op.storeNumber(8, FRAME, STACK.folioSize, 1 << pageShift),
  ...(large === undefined
    ? []
    : [
        ...follow(R1, R8, large.flags, places),
        op.jumpIfAnyBit(R1, large.bit, 'several-pages'),
        op.jump('one-page'),
        op.label('several-pages'),
        ...follow(R1, R8, large.pages, places),
        op.moveHalf(R1, R1),
        op.shiftLeftNumber(R1, pageShift),
        op.store(8, FRAME, STACK.folioSize, R1),
        op.label('one-page'),
      ]),
];

/**
 * A folio became unwritten as a whole, so with its first part that is written all of it is taken off, and with its other parts no more: a few blocks of a large
 * folio may be all that has changed. R8 is the folio. Loses R1 and `WRITTEN`.
 */
const shrink = (unwritten: number, folio: number): readonly Instruction[] => [
  op.load(8, R2, FRAME, STACK.folioSize),
  op.load(8, R1, FOUND, folio),
  op.jumpIfDifferent(R1, R8, `first-part-${folio}`),
  op.subtract(WRITTEN, R2),
  op.jumpIfNotNegative(WRITTEN, `taken-off-${folio}`),
  op.jump('done'),
  op.label(`first-part-${folio}`),
  op.store(8, FOUND, folio, R8),
  op.jumpIfAtLeast(WRITTEN, R2, `taken-off-${folio}`),
  op.move(WRITTEN, R2),
  op.label(`taken-off-${folio}`),
  op.negate(WRITTEN),
  op.atomicAdd(FOUND, unwritten, WRITTEN),
];
