/**
 * Finds whom a bio is for. A read, a discard or a direct write is for the task that submits it. Another write is for who dirtied its page, as far as that is
 * known (dirty-folio.ts), and for the task that submits it where no file's page is written. What the worker of a loop device submits is for loop devices
 * (current-owner.ts): whoever asked those has it there.
 */
import { HELPER } from '../programs/helper-functions.ts';
import type { Instruction } from '../programs/instruction.ts';
import * as op from '../programs/instruction.ts';
import { FRAME, R0, R1, R2, R3, R6, R7, R8, R9, type Register } from '../programs/registers.ts';
import {
  ASKED_KEY,
  DIRTIER,
  DIRTIER_LENGTH,
  INODE_KEY,
  OWNER,
  BLOCK_STACK as STACK,
  WHO,
} from './block-maps.ts';
import type { BlockPlaces, DiskPlaces, PagePlaces } from './block-places.ts';
import { putCurrentOwner } from './current-owner.ts';
import { follow, type Reach } from './probe.ts';

/** The bio all parts of a program speak of. */
export const BIO: Register = R6;
/** Behind `findOwner`: the owner as dirtier of the inode, in the map of these; 0: it is the current task, or no dirtier. */
export const FOUND: Register = R9;

/** Operations: enum req_op. Every odd one writes. */
export const OPERATION = {
  mask: 0xff,
  writes: 1,
  discard: 3,
  /** Discard, secure erase, write zeroes. */
  withoutPages: [3, 5, 9],
} as const;

/** Set in the flags of a bio with pages of another: those of devices below others, as of dm and md. Source: BIO_CLONED of blk_types.h */
export const CLONED = 1 << 1;

/**
 * The key's owner, and `FOUND`. Loses R0 to R5, R7 and R8.
 * @param name for its labels @param ofWorker whom the current task, a worker, asks for: goes to the label it is given, or on when it asks for itself
 */
export const findOwner = (
  places: BlockPlaces,
  name: string,
  ofWorker?: (known: string) => readonly Instruction[],
): readonly Instruction[] => {
  const { bio, flags, page } = places;
  const to = (place: string): string => `${name}.${place}`;
  return [
    op.moveNumber(FOUND, 0),
    op.load(4, R1, BIO, bio.operation),
    op.move(R2, R1),
    op.andNumber(R2, OPERATION.mask),
    ...OPERATION.withoutPages.map((operation) => op.jumpIfNumber(R2, operation, to('current'))),
    op.jumpIfAnyBit(R1, OPERATION.writes, to('write')),
    op.jump(to('current')),
    op.label(to('write')),
    // Of a flag the kernel does not have no bit is set.
    op.moveNumber(R8, OWNER.swapOut),
    op.jumpIfAnyBit(R1, flags.swap, to('named')),
    op.moveNumber(R8, OWNER.fileSystem),
    op.jumpIfAnyBit(R1, flags.metadata, to('named')),
    // Its pages are memory of the task, or those of a file above a loop device: neither was dirtied in a file of this disk.
    op.jumpIfAnyBit(R1, flags.direct, to('current')),
    ...(page === undefined ? [] : findDirtier(page, places, to)),
    op.label(to('current')),
    ...putCurrentOwner(places.task, name, ofWorker && to('worker')),
    op.jump(to('found')),
    ...(ofWorker === undefined
      ? []
      : [
          op.label(to('worker')),
          ...ofWorker(to('found')),
          ...putCurrentOwner(places.task, to('itself')),
          op.jump(to('found')),
        ]),
    op.label(to('named')),
    op.storeNumber(4, FRAME, STACK.key + ASKED_KEY.tid, 0),
    op.store(8, FRAME, STACK.key + ASKED_KEY.startedAt, R8),
    op.label(to('found')),
  ];
};

type To = (place: string) => string;

/** Goes to `found` or `named`, or on when the page is no file's. */
const findDirtier = (page: PagePlaces, places: BlockPlaces, to: To): readonly Instruction[] => [
  ...inodeOf(page, places, to('current')),
  op.moveNumber(R8, OWNER.undirtied),
  ...follow(R1, R7, page.inode.mode, places),
  op.andNumber(R1, FILE_TYPE),
  op.jumpIfNumber(R1, BLOCK_DEVICE, to('device-file')),
  op.label(to('look-up')),
  op.loadMap(R1, 'dirtiers'),
  op.move(R2, FRAME),
  op.addNumber(R2, STACK.inode),
  op.call(HELPER.mapLookup),
  op.jumpIfZero(R0, to('named')),
  op.move(FOUND, R0),
  op.load(2, R1, BIO, places.bio.flags),
  op.jumpIfAnyBit(R1, CLONED, to('below')),
  ...chooseDirtier(DIRTIER.unwritten, DIRTIER.folio, to),
  op.label(to('below')),
  ...chooseDirtier(DIRTIER.unwrittenBelow, DIRTIER.folioBelow, to),
  op.label(to('chosen')),
  op.load(4, R1, FOUND, DIRTIER.who + WHO.tid),
  op.store(4, FRAME, STACK.key + ASKED_KEY.tid, R1),
  op.load(8, R1, FOUND, DIRTIER.who + WHO.startedAt),
  op.store(8, FRAME, STACK.key + ASKED_KEY.startedAt, R1),
  op.jump(to('found')),
  op.label(to('device-file')),
  ...whoseDeviceFile(page, places, to),
];

/** Parts of an inode's mode. */
const FILE_TYPE = 0xf000;
const BLOCK_DEVICE = 0x6000;

/** A page of a block device itself, whose inode is in R7: of the file system on it, or of who writes to the device file. */
const whoseDeviceFile = ({ mounted }: PagePlaces, reach: Reach, to: To): readonly Instruction[] => [
  ...follow(R1, R7, mounted, reach),
  op.moveNumber(R8, OWNER.fileSystem),
  op.jumpIfNotZero(R1, to('named')),
  op.moveNumber(R8, OWNER.rawDevice),
  op.jump(to('look-up')),
];

/** R7 = the inode whose page comes first; its key, and the folio, onto the stack. @param none where to go when it is no file's */
const inodeOf = (page: PagePlaces, of: BlockPlaces, none: string): readonly Instruction[] => [
  op.load(4, R8, BIO, of.bio.index),
  ...follow(R7, BIO, of.bio.vectors, of),
  op.jumpIfZero(R7, none),
  op.shiftLeftNumber(R8, VECTOR_SHIFT),
  op.add(R7, R8),
  ...follow(R7, R7, page.page, of),
  op.jumpIfZero(R7, none),
  ...toHead(page, of),
  op.store(8, FRAME, STACK.folio, R7),
  ...follow(R8, R7, page.mapping, of),
  op.jumpIfZero(R8, none),
  op.jumpIfAnyBit(R8, NO_FILE, none),
  ...follow(R7, R8, page.host, of),
  op.jumpIfZero(R7, none),
  // Memory of other uses has other things where a page has its address space.
  ...follow(R1, R7, page.inode.mapping, of),
  op.jumpIfDifferent(R1, R8, none),
  op.store(8, FRAME, STACK.inode + INODE_KEY.mapping, R8),
  ...follow(R1, R7, page.inode.number, of),
  op.store(4, FRAME, STACK.inode + INODE_KEY.inode, R1),
  ...follow(R1, R7, page.inode.generation, of),
  op.store(4, FRAME, STACK.inode + INODE_KEY.generation, R1),
];

/** A struct bio_vec has 16 bytes. */
const VECTOR_SHIFT = 4;
/** Set in the `mapping` of memory that is no file's, as that of a direct write. */
const NO_FILE = 3;

/** R7 = the first page of the folio that page R7 is of. Loses R0 to R5 and R8. */
const toHead = ({ head }: PagePlaces, reach: Reach): readonly Instruction[] => [
  ...follow(R8, R7, head.at, reach),
  op.jumpIfAnyBit(R8, 1, 'tail'),
  op.jump('head'),
  op.label('tail'),
  ...(head.form === 'mask' ? [op.and(R7, R8)] : [op.move(R7, R8), op.addNumber(R7, -1)]),
  op.label('head'),
];

/**
 * Of two dirtiers the one who had another part of the same folio, else the one of whom more is unwritten: so each comes to be charged for what it dirtied.
 * Goes to `chosen`. Loses R1 to R3.
 */
const chooseDirtier = (unwritten: number, folio: number, to: To): readonly Instruction[] => [
  op.load(8, R1, FOUND, DIRTIER_LENGTH + DIRTIER.who + WHO.tid),
  op.load(8, R2, FOUND, DIRTIER_LENGTH + DIRTIER.who + WHO.startedAt),
  op.or(R1, R2),
  op.jumpIfZero(R1, to('chosen')),
  op.load(8, R1, FRAME, STACK.folio),
  op.load(8, R2, FOUND, folio),
  op.load(8, R3, FOUND, DIRTIER_LENGTH + folio),
  op.jumpIfSame(R1, R2, to('chosen')),
  op.jumpIfSame(R1, R3, to(`second-${unwritten}`)),
  op.load(8, R1, FOUND, unwritten),
  op.load(8, R2, FOUND, DIRTIER_LENGTH + unwritten),
  op.subtract(R1, R2),
  op.jumpIfNotNegative(R1, to('chosen')),
  op.label(to(`second-${unwritten}`)),
  op.addNumber(FOUND, DIRTIER_LENGTH),
  op.jump(to('chosen')),
];

/** The number of the disk behind these pointers, into the key. Loses R1 to R3. @param from where the first pointer is */
export const putDisk = (
  { major, minor }: DiskPlaces,
  from: Register,
  pointers: readonly number[],
  none: string,
): readonly Instruction[] => [
  ...pointers.flatMap((offset, i) => [
    op.load(8, R1, i === 0 ? from : R1, offset),
    op.jumpIfZero(R1, none),
  ]),
  op.load(4, R2, R1, major),
  op.load(4, R3, R1, minor),
  op.shiftLeftNumber(R2, 20),
  op.or(R2, R3),
  op.store(4, FRAME, STACK.key + ASKED_KEY.device, R2),
];
