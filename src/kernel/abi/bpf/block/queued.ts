/**
 * The owners of bios that were queued lately: their requests begin a moment later, elsewhere before Linux 6.5, and need not look for their owners again, nor
 * would they find the same.
 */
import type { Instruction } from '../programs/instruction.ts';
import * as op from '../programs/instruction.ts';
import { FRAME, R1, R7, type Register } from '../programs/registers.ts';
import {
  ASKED_KEY_LENGTH,
  QUEUED,
  QUEUED_LENGTH,
  SLOT_BITS,
  BLOCK_STACK as STACK,
} from './block-maps.ts';
import type { RequestPlaces } from './block-places.ts';
import { BIO } from './owner.ts';
import { findSlotOf } from './slots.ts';

const SLOT: Register = R7;

/**
 * The power of two of bios that are kept. From Linux 6.5 on a request begins right behind its bio, so 128 places do, whose memory stays in the cache;
 * of a bio whose place another took the owner is looked for once more.
 */
export const queuedBits = ({ begin, issue }: RequestPlaces): number =>
  begin.typeId === issue.typeId ? SLOT_BITS : FEW_BITS;

const FEW_BITS = 7;

/** Keeps the key. Loses R1 and R7. @param bits see `queuedBits` */
export const rememberOwner = (bits: number): readonly Instruction[] => [
  ...findSlotOf(BIO, SLOT, 'queued', QUEUED_LENGTH, bits),
  ...keyWords().flatMap((at) => [
    op.load(8, R1, FRAME, STACK.key + at),
    op.store(8, SLOT, QUEUED.key + at, R1),
  ]),
  op.store(8, SLOT, QUEUED.bio, BIO),
];

/** The key, if that is known of `BIO`. Loses R1 and R7. @param bits see `queuedBits` @param known where to go then */
export const recallOwner = (bits: number, known: string): readonly Instruction[] => [
  ...findSlotOf(BIO, SLOT, 'queued', QUEUED_LENGTH, bits),
  op.load(8, R1, SLOT, QUEUED.bio),
  op.jumpIfDifferent(R1, BIO, 'another-bio'),
  ...keyWords().flatMap((at) => [
    op.load(8, R1, SLOT, QUEUED.key + at),
    op.store(8, FRAME, STACK.key + at, R1),
  ]),
  op.jump(known),
  op.label('another-bio'),
];

const keyWords = (): readonly number[] =>
  Array.from({ length: ASKED_KEY_LENGTH / 8 }, (_, i) => i * 8);
