/**
 * How long requests take: when one begins its way its owner is noted, when it is done its times are added to the owner's.
 *
 * Noted in an array, in a slot found by the request's address; a map by address would take three times as long.
 */
import { HELPER } from '../programs/helper-functions.ts';
import type { Instruction } from '../programs/instruction.ts';
import * as op from '../programs/instruction.ts';
import { FRAME, R0, R1, R2, R3, R4, R6, R7, R8, type Register } from '../programs/registers.ts';
import {
  ASKED,
  ASKED_KEY_LENGTH,
  BLOCK_COUNT,
  LATENCY,
  REQUEST,
  REQUEST_LENGTH,
  SLOT_BITS,
  BLOCK_STACK as STACK,
} from './block-maps.ts';
import type { BlockPlaces, RequestPlaces, Tracepoint } from './block-places.ts';
import { copyWords } from './current-owner.ts';
import { addToCount, ENTRY, findEntry } from './note-asked.ts';
import { BIO, findOwner, OPERATION, putDisk } from './owner.ts';
import { loadArgument } from './probe.ts';
import { queuedBits, recallOwner } from './queued.ts';
import { findSlotOf } from './slots.ts';

const CONTEXT: Register = R6;
const THE_REQUEST: Register = R8;
const SLOT: Register = R7;

export const requestBegins = (
  places: BlockPlaces,
  request: RequestPlaces,
): readonly Instruction[] => [
  op.move(CONTEXT, R1),
  ...loadArgument(R8, CONTEXT, request.begin.argument, places.cast, 'request'),
  op.store(8, FRAME, STACK.request, R8),
  op.load(8, BIO, R8, request.bio),
  op.jumpIfZero(BIO, 'unnoted'),
  op.load(4, R1, BIO, places.bio.size),
  op.jumpIfZero(R1, 'unnoted'), // a flush of the device's cache
  op.load(4, R1, BIO, places.bio.operation),
  op.andNumber(R1, OPERATION.mask),
  op.jumpIfNumber(R1, OPERATION.discard, 'unnoted'),
  ...recallOwner(queuedBits(request), 'recalled'),
  ...putDisk(places.disk, BIO, places.bio.disk, 'unnoted'),
  ...findOwner(places, 'owner'),
  op.label('recalled'),
  op.load(8, THE_REQUEST, FRAME, STACK.request),
  ...findSlot(),
  op.load(8, R1, SLOT, REQUEST.address),
  op.load(8, R2, SLOT, REQUEST_LENGTH + REQUEST.address),
  // An earlier one of the same address has no end that we know of, or is this one, put back.
  op.jumpIfSame(R1, THE_REQUEST, 'free'),
  op.jumpIfSame(R2, THE_REQUEST, 'next-free'),
  op.jumpIfZero(R1, 'free'),
  op.jumpIfZero(R2, 'next-free'),
  op.moveNumber(R2, 1),
  ...addToCount(BLOCK_COUNT.requests),
  op.jump('free'),
  op.label('next-free'),
  op.addNumber(SLOT, REQUEST_LENGTH),
  op.label('free'),
  ...copyWords(ASKED_KEY_LENGTH, SLOT, REQUEST.key, FRAME, STACK.key),
  ...(request.begin.typeId === request.issue?.typeId
    ? [op.call(HELPER.monotonicTime), op.store(8, SLOT, REQUEST.issuedAt, R0)]
    : [op.storeNumber(8, SLOT, REQUEST.issuedAt, 0)]),
  op.store(8, SLOT, REQUEST.address, THE_REQUEST),
  op.jump('done'),
  op.label('unnoted'),
  // Its end must not pass for that of an earlier one of the same address.
  ...findOurs('done'),
  op.storeNumber(8, SLOT, REQUEST.address, 0),
  op.label('done'),
  op.moveNumber(R0, 0),
  op.exit(),
];

/** The device gets the request; when it does so again, after it was put back, the last time counts. */
export const requestIssued = ({ argument }: Tracepoint): readonly Instruction[] => [
  op.move(CONTEXT, R1),
  op.load(8, THE_REQUEST, CONTEXT, argument * 8),
  ...findOurs('done'),
  op.call(HELPER.monotonicTime),
  op.store(8, SLOT, REQUEST.issuedAt, R0),
  op.label('done'),
  op.moveNumber(R0, 0),
  op.exit(),
];

export const requestEnds = (
  { cast }: BlockPlaces,
  request: RequestPlaces,
): readonly Instruction[] => [
  op.move(CONTEXT, R1),
  ...loadArgument(THE_REQUEST, CONTEXT, request.end.argument, cast, 'request'),
  ...unlessWhole(request, 'done'),
  ...findOurs('done'),
  ...copyWords(ASKED_KEY_LENGTH, FRAME, STACK.key, SLOT, REQUEST.key),
  op.load(8, R1, SLOT, REQUEST.issuedAt),
  op.store(8, FRAME, STACK.issued, R1),
  op.storeNumber(8, SLOT, REQUEST.address, 0),
  ...addTimes(request),
  op.jump('done'),
  op.label('full'),
  op.moveNumber(R2, 1),
  ...addToCount(BLOCK_COUNT.requests),
  op.label('done'),
  op.moveNumber(R0, 0),
  op.exit(),
];

/** Where a request may end in parts: only with the last. Loses R1 and R2. */
const unlessWhole = ({ done, length }: RequestPlaces, to: string): readonly Instruction[] =>
  done === undefined
    ? []
    : [
        op.load(8, R1, CONTEXT, done * 8),
        op.load(4, R2, THE_REQUEST, length),
        op.jumpIfAtLeast(R1, R2, 'whole'),
        op.jump(to),
        op.label('whole'),
      ];

/** `SLOT` = where the request of this address is looked for first. Loses R1. */
const findSlot = (): readonly Instruction[] =>
  findSlotOf(THE_REQUEST, SLOT, 'requests', REQUEST_LENGTH, SLOT_BITS);

/** `SLOT` = that of this request. Loses R1. @param none where to go when it began before we looked */
const findOurs = (none: string): readonly Instruction[] => [
  ...findSlot(),
  op.load(8, R1, SLOT, REQUEST.address),
  op.jumpIfSame(R1, THE_REQUEST, 'ours'),
  op.addNumber(SLOT, REQUEST_LENGTH),
  op.load(8, R1, SLOT, REQUEST.address),
  op.jumpIfDifferent(R1, THE_REQUEST, none),
  op.label('ours'),
];

/** Loses R0 to R5 and R7. */
const addTimes = (request: RequestPlaces): readonly Instruction[] => [
  op.load(8, R1, THE_REQUEST, request.startedAt),
  op.jumpIfZero(R1, 'done'), // the kernel keeps no times of this device
  op.load(8, R2, FRAME, STACK.issued),
  op.jumpIfNotZero(R2, 'issued'),
  op.load(8, R2, THE_REQUEST, request.issuedAt),
  op.jumpIfZero(R2, 'done'), // nobody noted when the device got it
  op.store(8, FRAME, STACK.issued, R2),
  op.label('issued'),
  op.call(HELPER.monotonicTime),
  op.store(8, FRAME, STACK.now, R0),
  ...findEntry('full'),
  op.load(8, R1, THE_REQUEST, request.startedAt),
  op.load(8, R2, FRAME, STACK.issued),
  op.load(8, R3, FRAME, STACK.now),
  // The start may be a later one than the issue: the kernel takes it when it hands out the request, and may then have had it already.
  op.jumpIfAtLeast(R2, R1, 'in-order'),
  op.move(R2, R1),
  op.label('in-order'),
  op.move(R4, R3),
  op.subtract(R4, R2),
  op.atomicAdd(ENTRY, ASKED.deviceTime, R4),
  op.subtract(R2, R1),
  op.atomicAdd(ENTRY, ASKED.queueTime, R2),
  op.subtract(R3, R1),
  ...bucketOf(),
  op.shiftLeftNumber(R4, 2),
  op.load(4, R1, THE_REQUEST, request.operation),
  op.jumpIfAnyBit(R1, OPERATION.writes, 'wrote'),
  op.addNumber(ENTRY, ASKED.readsByTime),
  op.jump('histogram'),
  op.label('wrote'),
  op.addNumber(ENTRY, ASKED.writesByTime),
  op.label('histogram'),
  op.add(ENTRY, R4),
  op.moveNumber(R1, 1),
  op.atomicAddHalf(ENTRY, 0, R1),
];

/** R4 = the place of the time R3 among the powers of two. Loses R3. */
const bucketOf = (): readonly Instruction[] => [
  op.moveNumber(R4, 0),
  op.shiftRightNumber(R3, LATENCY.firstPower - 1),
  op.jumpIfGreater(R3, 2 ** (LATENCY.buckets - 1) - 1, 'longest'),
  op.jump('halve'),
  op.label('longest'),
  op.moveNumber(R3, 2 ** (LATENCY.buckets - 1)),
  op.label('halve'),
  ...[16, 8, 4, 2, 1].flatMap((bits) => [
    op.jumpIfGreater(R3, 2 ** bits - 1, `over-${bits}`),
    op.jump(`under-${bits}`),
    op.label(`over-${bits}`),
    op.addNumber(R4, bits),
    op.shiftRightNumber(R3, bits),
    op.label(`under-${bits}`),
  ]),
];
