/**
 * Who asked for what a limit of a control group holds back (`io.max`, `blkio.throttle`): a worker of the kernel lets it go later, and block_bio_queue runs in that worker.
 *
 * For groups that have a limit, and for no others, the kernel calls `__blk_throtl_bio` in the task that asks: at its beginning the task is noted by the bio's
 * address; at its end that is forgotten, unless the bio is held back. A bio that a worker queues is looked for among the noted.
 * Source: block/blk-throttle.c and blk-throttle.h, from Linux 5.16 on.
 */
import {
  addNumber,
  andNumber,
  atomicAdd,
  call,
  exit,
  FRAME,
  HELPER,
  type Instruction,
  jump,
  jumpIfAnyBit,
  jumpIfDifferent,
  jumpIfNotZero,
  jumpIfNumber,
  jumpIfZero,
  label,
  load,
  loadMap,
  move,
  moveNumber,
  R0,
  R1,
  R2,
  R3,
  R4,
  R7,
  R8,
  store,
  storeNumber,
  subtract,
} from '../programs/instruction.ts';
import { ASKED, ASKED_KEY, HELD, BLOCK_STACK as STACK, WHO, WHO_LENGTH } from './block-maps.ts';
import type { BioPlaces, BlockPlaces, HoldPlaces } from './block-places.ts';
import { copyWords, putCurrentOwner, putWhoOfKey } from './current-owner.ts';
import { ENTRY } from './note-asked.ts';
import { BIO, OPERATION } from './owner.ts';
import { loadArgument } from './probe.ts';

/** Runs before a bio is held back, or not. Pages of files need no note: their dirtier is known. */
export const mayBeHeld = (places: BlockPlaces, { bio }: HoldPlaces): readonly Instruction[] => [
  ...loadArgument(BIO, R1, bio, places.cast, 'bio'),
  load(4, R1, BIO, places.bio.operation),
  move(R2, R1),
  andNumber(R2, OPERATION.mask),
  ...OPERATION.withoutPages.map((operation) => jumpIfNumber(R2, operation, 'note')),
  jumpIfAnyBit(R1, places.flags.direct, 'note'),
  jumpIfAnyBit(R1, OPERATION.writes, 'done'),
  label('note'),
  ...putCurrentOwner(places.task, 'owner'),
  ...putWhoOfKey(places.task, R8, 'who'),
  call(HELPER.monotonicTime),
  // Behind who it is, where the key was, which is not needed any more.
  store(8, FRAME, STACK.who + HELD.since, R0),
  load(8, R1, BIO, places.bio.sector),
  store(8, FRAME, STACK.who + HELD.sector, R1),
  ...pointToBio(),
  loadMap(R1, 'held'),
  move(R3, FRAME),
  addNumber(R3, STACK.who),
  moveNumber(R4, 0),
  call(HELPER.mapUpdate),
  label('done'),
  moveNumber(R0, 0),
  exit(),
];

/** Runs when it is decided: forgets a bio that goes on in its own task. */
export const isHeld = (
  { cast }: BlockPlaces,
  { bio, result }: HoldPlaces,
): readonly Instruction[] => [
  load(8, R2, R1, result * 8),
  andNumber(R2, 0xff), // a bool: what is above it is another's
  jumpIfNotZero(R2, 'done'),
  ...loadArgument(BIO, R1, bio, cast, 'bio'),
  ...pointToBio(),
  loadMap(R1, 'held'),
  call(HELPER.mapDelete),
  label('done'),
  moveNumber(R0, 0),
  exit(),
];

/** R2 = where the address of the bio is. */
const pointToBio = (): readonly Instruction[] => [
  store(8, FRAME, STACK.bio, BIO),
  move(R2, FRAME),
  addNumber(R2, STACK.bio),
];

/** To be done before `takeHeld`: nothing was held back. */
export const assumeNotHeld = (): Instruction => storeNumber(8, FRAME, STACK.heldSince, 0);

/** The key's owner, and who that is at `who`, where the bio was held back. Loses R0 to R5 and R7. @param taken where to go then */
export const takeHeld = ({ sector }: BioPlaces, taken: string): readonly Instruction[] => [
  ...pointToBio(),
  loadMap(R1, 'held'),
  call(HELPER.mapLookup),
  jumpIfZero(R0, 'not-held'),
  move(R7, R0),
  load(8, R1, R7, HELD.sector),
  load(8, R2, BIO, sector),
  // The rest of a bio that was split is held back once more, and not queued again: its note may outlive it.
  jumpIfDifferent(R1, R2, 'not-held'),
  ...copyWords(WHO_LENGTH, FRAME, STACK.who, R7, HELD.who),
  load(8, R1, R7, HELD.since),
  store(8, FRAME, STACK.heldSince, R1),
  load(4, R1, R7, HELD.who + WHO.tid),
  store(4, FRAME, STACK.key + ASKED_KEY.tid, R1),
  load(8, R1, R7, HELD.who + WHO.startedAt),
  store(8, FRAME, STACK.key + ASKED_KEY.startedAt, R1),
  ...pointToBio(),
  loadMap(R1, 'held'),
  call(HELPER.mapDelete),
  jump(taken),
  label('not-held'),
];

/** How long, into the entry. Loses R0 to R5. */
export const noteHeldTime = (): readonly Instruction[] => [
  load(8, R1, FRAME, STACK.heldSince),
  jumpIfZero(R1, 'held-noted'),
  call(HELPER.monotonicTime),
  load(8, R1, FRAME, STACK.heldSince),
  subtract(R0, R1),
  atomicAdd(ENTRY, ASKED.heldTime, R0),
  label('held-noted'),
];
