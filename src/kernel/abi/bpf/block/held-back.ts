/**
 * Who asked for what a limit of a control group holds back (`io.max`, `blkio.throttle`): a worker of the kernel lets it go later, and block_bio_queue runs in that worker.
 *
 * For groups that have a limit, and for no others, the kernel calls `__blk_throtl_bio` in the task that asks: at its beginning the task is noted by the bio's
 * address; at its end that is forgotten, unless the bio is held back. A bio that a worker queues is looked for among the noted.
 * Source: block/blk-throttle.c and blk-throttle.h, from Linux 5.16 on.
 */
import { HELPER } from '../programs/helper-functions.ts';
import type { Instruction } from '../programs/instruction.ts';
import * as op from '../programs/instruction.ts';
import { FRAME, R0, R1, R2, R3, R4, R7, R8 } from '../programs/registers.ts';
import { ASKED, ASKED_KEY, HELD, BLOCK_STACK as STACK, WHO, WHO_LENGTH } from './block-maps.ts';
import type { BioPlaces, BlockPlaces, HoldPlaces } from './block-places.ts';
import { copyWords, putCurrentOwner, putWhoOfKey } from './current-owner.ts';
import { ENTRY } from './note-asked.ts';
import { BIO, OPERATION } from './owner.ts';
import { loadArgument } from './probe.ts';

/** Runs before a bio is held back, or not. Pages of files need no note: their dirtier is known. */
export const mayBeHeld = (places: BlockPlaces, { bio }: HoldPlaces): readonly Instruction[] => [
  ...loadArgument(BIO, R1, bio, places.cast, 'bio'),
  op.load(4, R1, BIO, places.bio.operation),
  op.move(R2, R1),
  op.andNumber(R2, OPERATION.mask),
  ...OPERATION.withoutPages.map((operation) => op.jumpIfNumber(R2, operation, 'note')),
  op.jumpIfAnyBit(R1, places.flags.direct, 'note'),
  op.jumpIfAnyBit(R1, OPERATION.writes, 'done'),
  op.label('note'),
  ...putCurrentOwner(places.task, 'owner'),
  ...putWhoOfKey(places.task, R8, 'who'),
  op.call(HELPER.monotonicTime),
  // Behind who it is, where the key was, which is not needed any more.
  op.store(8, FRAME, STACK.who + HELD.since, R0),
  op.load(8, R1, BIO, places.bio.sector),
  op.store(8, FRAME, STACK.who + HELD.sector, R1),
  ...pointToBio(),
  op.loadMap(R1, 'held'),
  op.move(R3, FRAME),
  op.addNumber(R3, STACK.who),
  op.moveNumber(R4, 0),
  op.call(HELPER.mapUpdate),
  op.label('done'),
  op.moveNumber(R0, 0),
  op.exit(),
];

/** Runs when it is decided: forgets a bio that goes on in its own task. */
export const isHeld = (
  { cast }: BlockPlaces,
  { bio, result }: HoldPlaces,
): readonly Instruction[] => [
  op.load(8, R2, R1, result * 8),
  op.andNumber(R2, 0xff), // a bool: what is above it is another's
  op.jumpIfNotZero(R2, 'done'),
  ...loadArgument(BIO, R1, bio, cast, 'bio'),
  ...pointToBio(),
  op.loadMap(R1, 'held'),
  op.call(HELPER.mapDelete),
  op.label('done'),
  op.moveNumber(R0, 0),
  op.exit(),
];

/** R2 = where the address of the bio is. */
const pointToBio = (): readonly Instruction[] => [
  op.store(8, FRAME, STACK.bio, BIO),
  op.move(R2, FRAME),
  op.addNumber(R2, STACK.bio),
];

/** To be done before `takeHeld`: nothing was held back. */
export const assumeNotHeld = (): Instruction => op.storeNumber(8, FRAME, STACK.heldSince, 0);

/** The key's owner, and who that is at `who`, where the bio was held back. Loses R0 to R5 and R7. @param taken where to go then */
export const takeHeld = ({ sector }: BioPlaces, taken: string): readonly Instruction[] => [
  ...pointToBio(),
  op.loadMap(R1, 'held'),
  op.call(HELPER.mapLookup),
  op.jumpIfZero(R0, 'not-held'),
  op.move(R7, R0),
  op.load(8, R1, R7, HELD.sector),
  op.load(8, R2, BIO, sector),
  // The rest of a bio that was split is held back once more, and not queued again: its note may outlive it.
  op.jumpIfDifferent(R1, R2, 'not-held'),
  ...copyWords(WHO_LENGTH, FRAME, STACK.who, R7, HELD.who),
  op.load(8, R1, R7, HELD.since),
  op.store(8, FRAME, STACK.heldSince, R1),
  op.load(4, R1, R7, HELD.who + WHO.tid),
  op.store(4, FRAME, STACK.key + ASKED_KEY.tid, R1),
  op.load(8, R1, R7, HELD.who + WHO.startedAt),
  op.store(8, FRAME, STACK.key + ASKED_KEY.startedAt, R1),
  ...pointToBio(),
  op.loadMap(R1, 'held'),
  op.call(HELPER.mapDelete),
  op.jump(taken),
  op.label('not-held'),
];

/** How long, into the entry. Loses R0 to R5. */
export const noteHeldTime = (): readonly Instruction[] => [
  op.load(8, R1, FRAME, STACK.heldSince),
  op.jumpIfZero(R1, 'held-noted'),
  op.call(HELPER.monotonicTime),
  op.load(8, R1, FRAME, STACK.heldSince),
  op.subtract(R0, R1),
  op.atomicAdd(ENTRY, ASKED.heldTime, R0),
  op.label('held-noted'),
];
