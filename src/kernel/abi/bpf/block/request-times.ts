/**
 * How long requests take: when one begins its way its owner is noted, when it is done its times are added to the owner's.
 *
 * Noted in an array, in a slot found by the request's address; a map by address would take three times as long.
 */
import {
  add,
  addNumber,
  andNumber,
  atomicAdd,
  atomicAddHalf,
  call,
  exit,
  FRAME,
  HELPER,
  type Instruction,
  jump,
  jumpIfAnyBit,
  jumpIfAtLeast,
  jumpIfDifferent,
  jumpIfGreater,
  jumpIfNotZero,
  jumpIfNumber,
  jumpIfSame,
  jumpIfZero,
  label,
  load,
  move,
  moveNumber,
  R0,
  R1,
  R2,
  R3,
  R4,
  R6,
  R7,
  R8,
  type Register,
  shiftLeftNumber,
  shiftRightNumber,
  store,
  storeNumber,
  subtract,
} from '../programs/instruction.ts';
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
  move(CONTEXT, R1),
  ...loadArgument(R8, CONTEXT, request.begin.argument, places.cast, 'request'),
  store(8, FRAME, STACK.request, R8),
  load(8, BIO, R8, request.bio),
  jumpIfZero(BIO, 'unnoted'),
  load(4, R1, BIO, places.bio.size),
  jumpIfZero(R1, 'unnoted'), // a flush of the device's cache
  load(4, R1, BIO, places.bio.operation),
  andNumber(R1, OPERATION.mask),
  jumpIfNumber(R1, OPERATION.discard, 'unnoted'),
  ...recallOwner(queuedBits(request), 'recalled'),
  ...putDisk(places.disk, BIO, places.bio.disk, 'unnoted'),
  ...findOwner(places, 'owner'),
  label('recalled'),
  load(8, THE_REQUEST, FRAME, STACK.request),
  ...findSlot(),
  load(8, R1, SLOT, REQUEST.address),
  load(8, R2, SLOT, REQUEST_LENGTH + REQUEST.address),
  // An earlier one of the same address has no end that we know of, or is this one, put back.
  jumpIfSame(R1, THE_REQUEST, 'free'),
  jumpIfSame(R2, THE_REQUEST, 'next-free'),
  jumpIfZero(R1, 'free'),
  jumpIfZero(R2, 'next-free'),
  moveNumber(R2, 1),
  ...addToCount(BLOCK_COUNT.requests),
  jump('free'),
  label('next-free'),
  addNumber(SLOT, REQUEST_LENGTH),
  label('free'),
  ...copyWords(ASKED_KEY_LENGTH, SLOT, REQUEST.key, FRAME, STACK.key),
  ...(request.begin.typeId === request.issue?.typeId
    ? [call(HELPER.monotonicTime), store(8, SLOT, REQUEST.issuedAt, R0)]
    : [storeNumber(8, SLOT, REQUEST.issuedAt, 0)]),
  store(8, SLOT, REQUEST.address, THE_REQUEST),
  jump('done'),
  label('unnoted'),
  // Its end must not pass for that of an earlier one of the same address.
  ...findOurs('done'),
  storeNumber(8, SLOT, REQUEST.address, 0),
  label('done'),
  moveNumber(R0, 0),
  exit(),
];

/** The device gets the request; when it does so again, after it was put back, the last time counts. */
export const requestIssued = ({ argument }: Tracepoint): readonly Instruction[] => [
  move(CONTEXT, R1),
  load(8, THE_REQUEST, CONTEXT, argument * 8),
  ...findOurs('done'),
  call(HELPER.monotonicTime),
  store(8, SLOT, REQUEST.issuedAt, R0),
  label('done'),
  moveNumber(R0, 0),
  exit(),
];

export const requestEnds = (
  { cast }: BlockPlaces,
  request: RequestPlaces,
): readonly Instruction[] => [
  move(CONTEXT, R1),
  ...loadArgument(THE_REQUEST, CONTEXT, request.end.argument, cast, 'request'),
  ...unlessWhole(request, 'done'),
  ...findOurs('done'),
  ...copyWords(ASKED_KEY_LENGTH, FRAME, STACK.key, SLOT, REQUEST.key),
  load(8, R1, SLOT, REQUEST.issuedAt),
  store(8, FRAME, STACK.issued, R1),
  storeNumber(8, SLOT, REQUEST.address, 0),
  ...addTimes(request),
  jump('done'),
  label('full'),
  moveNumber(R2, 1),
  ...addToCount(BLOCK_COUNT.requests),
  label('done'),
  moveNumber(R0, 0),
  exit(),
];

/** Where a request may end in parts: only with the last. Loses R1 and R2. */
const unlessWhole = ({ done, length }: RequestPlaces, to: string): readonly Instruction[] =>
  done === undefined
    ? []
    : [
        load(8, R1, CONTEXT, done * 8),
        load(4, R2, THE_REQUEST, length),
        jumpIfAtLeast(R1, R2, 'whole'),
        jump(to),
        label('whole'),
      ];

/** `SLOT` = where the request of this address is looked for first. Loses R1. */
const findSlot = (): readonly Instruction[] =>
  findSlotOf(THE_REQUEST, SLOT, 'requests', REQUEST_LENGTH, SLOT_BITS);

/** `SLOT` = that of this request. Loses R1. @param none where to go when it began before we looked */
const findOurs = (none: string): readonly Instruction[] => [
  ...findSlot(),
  load(8, R1, SLOT, REQUEST.address),
  jumpIfSame(R1, THE_REQUEST, 'ours'),
  addNumber(SLOT, REQUEST_LENGTH),
  load(8, R1, SLOT, REQUEST.address),
  jumpIfDifferent(R1, THE_REQUEST, none),
  label('ours'),
];

/** Loses R0 to R5 and R7. */
const addTimes = (request: RequestPlaces): readonly Instruction[] => [
  load(8, R1, THE_REQUEST, request.startedAt),
  jumpIfZero(R1, 'done'), // the kernel keeps no times of this device
  load(8, R2, FRAME, STACK.issued),
  jumpIfNotZero(R2, 'issued'),
  load(8, R2, THE_REQUEST, request.issuedAt),
  jumpIfZero(R2, 'done'), // nobody noted when the device got it
  store(8, FRAME, STACK.issued, R2),
  label('issued'),
  call(HELPER.monotonicTime),
  store(8, FRAME, STACK.now, R0),
  ...findEntry('full'),
  load(8, R1, THE_REQUEST, request.startedAt),
  load(8, R2, FRAME, STACK.issued),
  load(8, R3, FRAME, STACK.now),
  // The start may be a later one than the issue: the kernel takes it when it hands out the request, and may then have had it already.
  jumpIfAtLeast(R2, R1, 'in-order'),
  move(R2, R1),
  label('in-order'),
  move(R4, R3),
  subtract(R4, R2),
  atomicAdd(ENTRY, ASKED.deviceTime, R4),
  subtract(R2, R1),
  atomicAdd(ENTRY, ASKED.queueTime, R2),
  subtract(R3, R1),
  ...bucketOf(),
  shiftLeftNumber(R4, 2),
  load(4, R1, THE_REQUEST, request.operation),
  jumpIfAnyBit(R1, OPERATION.writes, 'wrote'),
  addNumber(ENTRY, ASKED.readsByTime),
  jump('histogram'),
  label('wrote'),
  addNumber(ENTRY, ASKED.writesByTime),
  label('histogram'),
  add(ENTRY, R4),
  moveNumber(R1, 1),
  atomicAddHalf(ENTRY, 0, R1),
];

/** R4 = the place of the time R3 among the powers of two. Loses R3. */
const bucketOf = (): readonly Instruction[] => [
  moveNumber(R4, 0),
  shiftRightNumber(R3, LATENCY.firstPower - 1),
  jumpIfGreater(R3, 2 ** (LATENCY.buckets - 1) - 1, 'longest'),
  jump('halve'),
  label('longest'),
  moveNumber(R3, 2 ** (LATENCY.buckets - 1)),
  label('halve'),
  ...[16, 8, 4, 2, 1].flatMap((bits) => [
    jumpIfGreater(R3, 2 ** bits - 1, `over-${bits}`),
    jump(`under-${bits}`),
    label(`over-${bits}`),
    addNumber(R4, bits),
    shiftRightNumber(R3, bits),
    label(`under-${bits}`),
  ]),
];
