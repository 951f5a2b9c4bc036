/** Finds or makes the entry in which the programs note what was asked for. */
import { HELPER } from '../programs/helper-functions.ts';
import type { Instruction } from '../programs/instruction.ts';
import * as op from '../programs/instruction.ts';
import { FRAME, R0, R1, R2, R3, R4, R7, R8, type Register } from '../programs/registers.ts';
import {
  ASKED,
  ASKED_KEY,
  ASKED_KEY_LENGTH,
  BLOCK_STACK as STACK,
  TURN,
  WHO,
} from './block-maps.ts';
import type { TaskPlaces } from './block-places.ts';
import { copyWho, putCurrentWho } from './current-owner.ts';
import { FOUND } from './owner.ts';

/** Behind `findEntry`: the entry of the key. */
export const ENTRY: Register = R7;

/** `ENTRY` = that of the key, a new one where there was none. Loses R0 to R5. @param full where to go when there is no room for it */
export const findEntry = (full: string): readonly Instruction[] => [
  op.loadMapValue(R1, 'turn', 0),
  op.load(4, R2, R1, TURN.inUse),
  op.jumpIfNotZero(R2, 'odd'),
  ...inMap('askedEven', TURN.used, full),
  op.jump('entry'),
  op.label('odd'),
  ...inMap('askedOdd', TURN.used + 4, full),
  op.label('entry'),
];

const inMap = (map: string, used: number, full: string): readonly Instruction[] => [
  op.load(4, R2, R1, used),
  op.jumpIfNotZero(R2, `${map}.used`),
  op.storeNumber(4, R1, used, 1),
  op.label(`${map}.used`),
  ...lookUp(map),
  op.jumpIfNotZero(R0, `${map}.there`),
  op.loadMap(R1, map),
  op.move(R2, FRAME),
  op.addNumber(R2, STACK.key),
  op.loadMapValue(R3, 'nothing', 0),
  op.moveNumber(R4, 1), // BPF_NOEXIST: another CPU may be first
  op.call(HELPER.mapUpdate),
  ...lookUp(map),
  op.jumpIfZero(R0, full),
  // Here alone: to read it each time would fetch a line of memory that another CPU writes to.
  ...Array.from({ length: ASKED_KEY_LENGTH / 8 }, (_, i) => [
    op.load(8, R1, FRAME, STACK.key + i * 8),
    op.store(8, R0, ASKED.key + i * 8, R1),
  ]).flat(),
  op.label(`${map}.there`),
  op.move(ENTRY, R0),
];

const lookUp = (map: string): readonly Instruction[] => [
  op.loadMap(R1, map),
  op.move(R2, FRAME),
  op.addNumber(R2, STACK.key),
  op.call(HELPER.mapLookup),
];

/** Who the entry's task is, unless that is known or it is none: as `FOUND` has it, or the stack, or the current task. Loses R0 to R5 and R8. @param held whether it may have been held back */
export const nameEntry = (task: TaskPlaces, held: boolean): readonly Instruction[] => [
  op.load(4, R1, ENTRY, ASKED.who + WHO.tgid),
  op.jumpIfNotZero(R1, 'named'),
  op.load(4, R1, FRAME, STACK.key + ASKED_KEY.tid),
  op.jumpIfZero(R1, 'named'),
  op.jumpIfNotZero(FOUND, 'by-dirtier'),
  ...(held ? [op.load(8, R1, FRAME, STACK.heldSince), op.jumpIfNotZero(R1, 'by-note')] : []),
  ...putCurrentWho(task, R8),
  ...(held ? [op.label('by-note')] : []),
  ...copyWho(ENTRY, ASKED.who, FRAME, STACK.who),
  op.jump('named'),
  op.label('by-dirtier'),
  ...copyWho(ENTRY, ASKED.who, FOUND, 0),
  op.label('named'),
];

/** Adds the number in R2. Loses R1. @param what of `BLOCK_COUNT` */
export const addToCount = (what: number): readonly Instruction[] => [
  op.loadMapValue(R1, 'lost', 0),
  op.atomicAdd(R1, what, R2),
];
