/** The owner of the bio that this CPU queued last: mostly its request begins next, there too, and need not look for its owner again. */
import {
  addNumber,
  call,
  FRAME,
  HELPER,
  type Instruction,
  jump,
  jumpIfDifferent,
  jumpIfZero,
  label,
  load,
  loadMap,
  move,
  R0,
  R1,
  R2,
  store,
  storeNumber,
} from '../programs/instruction.ts';
import { ASKED_KEY_LENGTH, QUEUED, BLOCK_STACK as STACK } from './block-maps.ts';
import { BIO } from './owner.ts';

/** Keeps the key. Loses R0 to R5. */
export const rememberOwner = (): readonly Instruction[] => [
  ...lookUpQueued('unremembered'),
  store(8, R0, QUEUED.bio, BIO),
  ...keyWords().flatMap((at) => [
    load(8, R1, FRAME, STACK.key + at),
    store(8, R0, QUEUED.key + at, R1),
  ]),
  label('unremembered'),
];

/** The key, if that is known of `BIO`. Loses R0 to R5. @param known where to go then */
export const recallOwner = (known: string): readonly Instruction[] => [
  ...lookUpQueued('another-bio'),
  load(8, R1, R0, QUEUED.bio),
  jumpIfDifferent(R1, BIO, 'another-bio'),
  ...keyWords().flatMap((at) => [
    load(8, R1, R0, QUEUED.key + at),
    store(8, FRAME, STACK.key + at, R1),
  ]),
  jump(known),
  label('another-bio'),
];

const lookUpQueued = (none: string): readonly Instruction[] => [
  storeNumber(4, FRAME, STACK.cpuKey, 0),
  loadMap(R1, 'queued'),
  move(R2, FRAME),
  addNumber(R2, STACK.cpuKey),
  call(HELPER.mapLookup),
  jumpIfZero(R0, none),
];

const keyWords = (): readonly number[] =>
  Array.from({ length: ASKED_KEY_LENGTH / 8 }, (_, i) => i * 8);
