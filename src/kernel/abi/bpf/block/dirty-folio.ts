/**
 * Runs whenever a page of a file becomes dirty: notes by whom. So it is known later, when a thread of the kernel writes the page, for whom that is.
 *
 * Of an inode the last two dirtiers are kept, with how much of theirs is unwritten. Who dirties a file of which no page is dirty, nor being written, is the
 * only one: nothing of another can be unwritten. What the worker of a loop device dirties is the loop devices'.
 *
 * Sources: `folio_account_dirtied` of mm/page-writeback.c, which calls us before the page is marked, with the tree locked; include/linux/xarray.h.
 */
import { HELPER } from '../programs/helper-functions.ts';
import type { Instruction } from '../programs/instruction.ts';
import * as op from '../programs/instruction.ts';
import { FRAME, R0, R1, R2, R3, R4, R6, R7, R8, R9, type Register } from '../programs/registers.ts';
import {
  ASKED_KEY,
  BLOCK_COUNT,
  DIRTIER,
  DIRTIER_LENGTH,
  INODE_KEY,
  BLOCK_STACK as STACK,
  WHO,
} from './block-maps.ts';
import type { BlockPlaces, DirtyPlaces, InodePlaces, TaskPlaces } from './block-places.ts';
import { copyWho, putCurrentOwner, putWhoOfKey } from './current-owner.ts';
import { addToCount } from './note-asked.ts';
import { loadArgument } from './probe.ts';

const CONTEXT: Register = R6;
const MAPPING: Register = R7;
/** The place of a dirtier in the map. */
const SLOT: Register = R8;
/** Bytes that became dirty. */
const BYTES: Register = R9;

/** @param pageShift the power of two of bytes in a page */
export const dirtyFolio = (
  { cast, task }: BlockPlaces,
  places: DirtyPlaces,
  pageShift: number,
): readonly Instruction[] => [
  op.move(CONTEXT, R1),
  ...loadArgument(MAPPING, CONTEXT, places.mapping, cast, 'mapping'),
  op.jumpIfZero(MAPPING, 'done'),
  op.load(8, R1, MAPPING, places.host),
  op.jumpIfZero(R1, 'done'),
  ...putInodeKey(places.inode, R1),
  ...bytesOf(places, pageShift),
  ...putCurrentOwner(task, 'dirtier'),
  op.loadMap(R1, 'dirtiers'),
  op.move(R2, FRAME),
  op.addNumber(R2, STACK.inode),
  op.call(HELPER.mapLookup),
  op.jumpIfZero(R0, 'new'),
  op.move(SLOT, R0),
  op.load(4, R1, MAPPING, places.marks),
  op.jumpIfAnyBit(R1, MARKS, 'unwritten'),
  ...freeSlot(DIRTIER_LENGTH),
  ...jumpIfOther('take'),
  op.jump('only'),
  op.label('unwritten'),
  ...beginFolioAgain(places),
  ...addIfSame('second'),
  op.label('second'),
  op.addNumber(SLOT, DIRTIER_LENGTH),
  ...addIfSame('another'),
  op.label('another'),
  op.addNumber(SLOT, -DIRTIER_LENGTH),
  ...chooseSlot(places, pageShift),
  op.label('take'),
  ...putWhoOfKey(task, R6, 'taker'),
  ...copyWho(SLOT, DIRTIER.who, FRAME, STACK.who),
  op.label('only'),
  op.store(8, SLOT, DIRTIER.unwritten, BYTES),
  op.store(8, SLOT, DIRTIER.unwrittenBelow, BYTES),
  op.storeNumber(8, SLOT, DIRTIER.folio, 0),
  op.storeNumber(8, SLOT, DIRTIER.folioBelow, 0),
  op.jump('done'),
  op.label('new'),
  ...putNew(task),
  op.label('done'),
  op.moveNumber(R0, 0),
  op.exit(),
];

/** Of the flags of a tree of pages, all but those of the tree itself: some page is dirty, or being written, or is to be. Which bit is which differs by kernel. */
const MARKS = ~0x3f;

/** The key of the file that `inode` points to. Loses R2. */
const putInodeKey = (places: InodePlaces, inode: Register): readonly Instruction[] => [
  op.store(8, FRAME, STACK.inode + INODE_KEY.mapping, MAPPING),
  op.load(4, R2, inode, places.number),
  op.store(4, FRAME, STACK.inode + INODE_KEY.inode, R2),
  op.load(4, R2, inode, places.generation),
  op.store(4, FRAME, STACK.inode + INODE_KEY.generation, R2),
];

/** Loses R1 and R2. */
const bytesOf = ({ large, tracepoint }: DirtyPlaces, pageShift: number): readonly Instruction[] => [
  op.moveNumber(BYTES, 1 << pageShift),
  ...(large === undefined
    ? []
    : [
        op.load(8, R1, CONTEXT, tracepoint.argument * 8),
        op.load(8, R2, R1, large.flags),
        op.jumpIfAnyBit(R2, large.bit, 'several-pages'),
        op.jump('one-page'),
        op.label('several-pages'),
        op.load(4, BYTES, R1, large.pages),
        op.shiftLeftNumber(BYTES, pageShift),
        op.label('one-page'),
      ]),
];

/** The slot at `at` behind this one is nobody's. */
const freeSlot = (at: number): readonly Instruction[] => [
  op.storeNumber(4, SLOT, at + DIRTIER.who + WHO.tid, 0),
  op.storeNumber(8, SLOT, at + DIRTIER.who + WHO.startedAt, 0),
  ...[DIRTIER.unwritten, DIRTIER.unwrittenBelow, DIRTIER.folio, DIRTIER.folioBelow].map((of) =>
    op.storeNumber(8, SLOT, at + of, 0),
  ),
];

/** When a write began with this folio: what is written of it from now on is something else. Loses R1 and R2. */
const beginFolioAgain = ({ tracepoint }: DirtyPlaces): readonly Instruction[] => [
  op.load(8, R1, CONTEXT, tracepoint.argument * 8),
  ...[0, DIRTIER_LENGTH].flatMap((slot) =>
    [slot + DIRTIER.folio, slot + DIRTIER.folioBelow].flatMap((at) => [
      op.load(8, R2, SLOT, at),
      op.jumpIfDifferent(R1, R2, `not-at-${at}`),
      op.storeNumber(8, SLOT, at, 0),
      op.label(`not-at-${at}`),
    ]),
  ),
];

/** Goes to `other` unless the owner of the key has this slot. Loses R1 and R2. */
const jumpIfOther = (other: string): readonly Instruction[] => [
  op.load(4, R1, SLOT, DIRTIER.who + WHO.tid),
  op.load(4, R2, FRAME, STACK.key + ASKED_KEY.tid),
  op.jumpIfDifferent(R1, R2, other),
  op.load(8, R1, SLOT, DIRTIER.who + WHO.startedAt),
  op.load(8, R2, FRAME, STACK.key + ASKED_KEY.startedAt),
  op.jumpIfDifferent(R1, R2, other),
];

/** When the owner of the key has this slot: adds, and is done. Loses R1 and R2. */
const addIfSame = (other: string): readonly Instruction[] => [
  ...jumpIfOther(other),
  op.atomicAdd(SLOT, DIRTIER.unwritten, BYTES),
  op.atomicAdd(SLOT, DIRTIER.unwrittenBelow, BYTES),
  op.jump('done'),
];

/**
 * `SLOT` = that of whom less is unwritten. What is unwritten of either cannot be more than there is in the cache: the file may have been cut meanwhile.
 */
const chooseSlot = ({ pages }: DirtyPlaces, pageShift: number): readonly Instruction[] => [
  op.load(8, R2, MAPPING, pages),
  op.shiftLeftNumber(R2, pageShift),
  ...clamp(DIRTIER.unwritten, 'first'),
  ...clamp(DIRTIER.unwrittenBelow, 'first-below'),
  ...clamp(DIRTIER_LENGTH + DIRTIER.unwritten, 'other'),
  ...clamp(DIRTIER_LENGTH + DIRTIER.unwrittenBelow, 'other-below'),
  op.load(8, R1, SLOT, DIRTIER.unwritten),
  op.load(8, R2, SLOT, DIRTIER_LENGTH + DIRTIER.unwritten),
  op.load(8, R3, SLOT, DIRTIER_LENGTH + DIRTIER.who + WHO.tid),
  op.load(8, R4, SLOT, DIRTIER_LENGTH + DIRTIER.who + WHO.startedAt),
  op.or(R3, R4),
  op.jumpIfZero(R3, 'take-second'),
  op.jumpIfAtLeast(R1, R2, 'take-second'),
  op.jump('take'),
  op.label('take-second'),
  op.addNumber(SLOT, DIRTIER_LENGTH),
];

/** The number at `at` of the slot, to at least 0 and at most R2. Loses R1. */
const clamp = (at: number, name: string): readonly Instruction[] => [
  op.load(8, R1, SLOT, at),
  op.jumpIfNotNegative(R1, `${name}.positive`),
  op.storeNumber(8, SLOT, at, 0),
  op.jump(`${name}.fits`),
  op.label(`${name}.positive`),
  op.jumpIfAtLeast(R2, R1, `${name}.fits`),
  op.store(8, SLOT, at, R2),
  op.label(`${name}.fits`),
];

const putNew = (task: TaskPlaces): readonly Instruction[] => [
  ...putWhoOfKey(task, R6, 'first'),
  ...copyWho(FRAME, STACK.dirtiers + DIRTIER.who, FRAME, STACK.who),
  op.store(8, FRAME, STACK.dirtiers + DIRTIER.unwritten, BYTES),
  op.store(8, FRAME, STACK.dirtiers + DIRTIER.unwrittenBelow, BYTES),
  ...Array.from({ length: (2 * DIRTIER_LENGTH - DIRTIER.folio) / 8 }, (_, i) =>
    op.storeNumber(8, FRAME, STACK.dirtiers + DIRTIER.folio + i * 8, 0),
  ),
  op.loadMap(R1, 'dirtiers'),
  op.move(R2, FRAME),
  op.addNumber(R2, STACK.inode),
  op.move(R3, FRAME),
  op.addNumber(R3, STACK.dirtiers),
  op.moveNumber(R4, 1), // BPF_NOEXIST
  op.call(HELPER.mapUpdate),
  op.moveNumber(R2, 1),
  ...addToCount(BLOCK_COUNT.files),
];
