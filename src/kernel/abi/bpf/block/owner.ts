/**
 * Finds whom a bio is for. A read, a discard or a direct write is for the task that submits it. Another write is for who dirtied its page, as far as that is
 * known (dirty-folio.ts), and for the task that submits it where no file's page is written. What the worker of a loop device submits is for loop devices
 * (current-owner.ts): whoever asked those has it there.
 */
import {
  add,
  addNumber,
  and,
  andNumber,
  call,
  FRAME,
  HELPER,
  type Instruction,
  jump,
  jumpIfAnyBit,
  jumpIfDifferent,
  jumpIfNotNegative,
  jumpIfNotZero,
  jumpIfNumber,
  jumpIfSame,
  jumpIfZero,
  label,
  load,
  loadMap,
  move,
  moveNumber,
  or,
  R0,
  R1,
  R2,
  R3,
  R6,
  R7,
  R8,
  R9,
  type Register,
  shiftLeftNumber,
  store,
  storeNumber,
  subtract,
} from '../programs/instruction.ts';
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
    moveNumber(FOUND, 0),
    load(4, R1, BIO, bio.operation),
    move(R2, R1),
    andNumber(R2, OPERATION.mask),
    ...OPERATION.withoutPages.map((operation) => jumpIfNumber(R2, operation, to('current'))),
    jumpIfAnyBit(R1, OPERATION.writes, to('write')),
    jump(to('current')),
    label(to('write')),
    // Of a flag the kernel does not have no bit is set.
    moveNumber(R8, OWNER.swapOut),
    jumpIfAnyBit(R1, flags.swap, to('named')),
    moveNumber(R8, OWNER.fileSystem),
    jumpIfAnyBit(R1, flags.metadata, to('named')),
    // Its pages are memory of the task, or those of a file above a loop device: neither was dirtied in a file of this disk.
    jumpIfAnyBit(R1, flags.direct, to('current')),
    ...(page === undefined ? [] : findDirtier(page, places, to)),
    label(to('current')),
    ...putCurrentOwner(places.task, name, ofWorker && to('worker')),
    jump(to('found')),
    ...(ofWorker === undefined
      ? []
      : [
          label(to('worker')),
          ...ofWorker(to('found')),
          ...putCurrentOwner(places.task, to('itself')),
          jump(to('found')),
        ]),
    label(to('named')),
    storeNumber(4, FRAME, STACK.key + ASKED_KEY.tid, 0),
    store(8, FRAME, STACK.key + ASKED_KEY.startedAt, R8),
    label(to('found')),
  ];
};

type To = (place: string) => string;

/** Goes to `found` or `named`, or on when the page is no file's. */
const findDirtier = (page: PagePlaces, places: BlockPlaces, to: To): readonly Instruction[] => [
  ...inodeOf(page, places, to('current')),
  moveNumber(R8, OWNER.undirtied),
  ...follow(R1, R7, page.inode.mode, places),
  andNumber(R1, FILE_TYPE),
  jumpIfNumber(R1, BLOCK_DEVICE, to('device-file')),
  label(to('look-up')),
  loadMap(R1, 'dirtiers'),
  move(R2, FRAME),
  addNumber(R2, STACK.inode),
  call(HELPER.mapLookup),
  jumpIfZero(R0, to('named')),
  move(FOUND, R0),
  load(2, R1, BIO, places.bio.flags),
  jumpIfAnyBit(R1, CLONED, to('below')),
  ...chooseDirtier(DIRTIER.unwritten, DIRTIER.folio, to),
  label(to('below')),
  ...chooseDirtier(DIRTIER.unwrittenBelow, DIRTIER.folioBelow, to),
  label(to('chosen')),
  load(4, R1, FOUND, DIRTIER.who + WHO.tid),
  store(4, FRAME, STACK.key + ASKED_KEY.tid, R1),
  load(8, R1, FOUND, DIRTIER.who + WHO.startedAt),
  store(8, FRAME, STACK.key + ASKED_KEY.startedAt, R1),
  jump(to('found')),
  label(to('device-file')),
  ...whoseDeviceFile(page, places, to),
];

/** Parts of an inode's mode. */
const FILE_TYPE = 0xf000;
const BLOCK_DEVICE = 0x6000;

/** A page of a block device itself, whose inode is in R7: of the file system on it, or of who writes to the device file. */
const whoseDeviceFile = ({ mounted }: PagePlaces, reach: Reach, to: To): readonly Instruction[] => [
  ...follow(R1, R7, mounted, reach),
  moveNumber(R8, OWNER.fileSystem),
  jumpIfNotZero(R1, to('named')),
  moveNumber(R8, OWNER.rawDevice),
  jump(to('look-up')),
];

/** R7 = the inode whose page comes first; its key, and the folio, onto the stack. @param none where to go when it is no file's */
const inodeOf = (page: PagePlaces, of: BlockPlaces, none: string): readonly Instruction[] => [
  load(4, R8, BIO, of.bio.index),
  ...follow(R7, BIO, of.bio.vectors, of),
  jumpIfZero(R7, none),
  shiftLeftNumber(R8, VECTOR_SHIFT),
  add(R7, R8),
  ...follow(R7, R7, page.page, of),
  jumpIfZero(R7, none),
  ...toHead(page, of),
  store(8, FRAME, STACK.folio, R7),
  ...follow(R8, R7, page.mapping, of),
  jumpIfZero(R8, none),
  jumpIfAnyBit(R8, NO_FILE, none),
  ...follow(R7, R8, page.host, of),
  jumpIfZero(R7, none),
  // Memory of other uses has other things where a page has its address space.
  ...follow(R1, R7, page.inode.mapping, of),
  jumpIfDifferent(R1, R8, none),
  store(8, FRAME, STACK.inode + INODE_KEY.mapping, R8),
  ...follow(R1, R7, page.inode.number, of),
  store(4, FRAME, STACK.inode + INODE_KEY.inode, R1),
  ...follow(R1, R7, page.inode.generation, of),
  store(4, FRAME, STACK.inode + INODE_KEY.generation, R1),
];

/** A struct bio_vec has 16 bytes. */
const VECTOR_SHIFT = 4;
/** Set in the `mapping` of memory that is no file's, as that of a direct write. */
const NO_FILE = 3;

/** R7 = the first page of the folio that page R7 is of. Loses R0 to R5 and R8. */
const toHead = ({ head }: PagePlaces, reach: Reach): readonly Instruction[] => [
  ...follow(R8, R7, head.at, reach),
  jumpIfAnyBit(R8, 1, 'tail'),
  jump('head'),
  label('tail'),
  ...(head.form === 'mask' ? [and(R7, R8)] : [move(R7, R8), addNumber(R7, -1)]),
  label('head'),
];

/**
 * Of two dirtiers the one who had another part of the same folio, else the one of whom more is unwritten: so each comes to be charged for what it dirtied.
 * Goes to `chosen`. Loses R1 to R3.
 */
const chooseDirtier = (unwritten: number, folio: number, to: To): readonly Instruction[] => [
  load(8, R1, FOUND, DIRTIER_LENGTH + DIRTIER.who + WHO.tid),
  load(8, R2, FOUND, DIRTIER_LENGTH + DIRTIER.who + WHO.startedAt),
  or(R1, R2),
  jumpIfZero(R1, to('chosen')),
  load(8, R1, FRAME, STACK.folio),
  load(8, R2, FOUND, folio),
  load(8, R3, FOUND, DIRTIER_LENGTH + folio),
  jumpIfSame(R1, R2, to('chosen')),
  jumpIfSame(R1, R3, to(`second-${unwritten}`)),
  load(8, R1, FOUND, unwritten),
  load(8, R2, FOUND, DIRTIER_LENGTH + unwritten),
  subtract(R1, R2),
  jumpIfNotNegative(R1, to('chosen')),
  label(to(`second-${unwritten}`)),
  addNumber(FOUND, DIRTIER_LENGTH),
  jump(to('chosen')),
];

/** The number of the disk behind these pointers, into the key. Loses R1 to R3. @param from where the first pointer is */
export const putDisk = (
  { major, minor }: DiskPlaces,
  from: Register,
  pointers: readonly number[],
  none: string,
): readonly Instruction[] => [
  ...pointers.flatMap((offset, i) => [
    load(8, R1, i === 0 ? from : R1, offset),
    jumpIfZero(R1, none),
  ]),
  load(4, R2, R1, major),
  load(4, R3, R1, minor),
  shiftLeftNumber(R2, 20),
  or(R2, R3),
  store(4, FRAME, STACK.key + ASKED_KEY.device, R2),
];
