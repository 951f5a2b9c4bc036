/** Finds or makes the entry in which the programs note what was asked for. */
import {
  addNumber,
  atomicAdd,
  call,
  FRAME,
  HELPER,
  type Instruction,
  jump,
  jumpIfNotZero,
  jumpIfZero,
  label,
  load,
  loadMap,
  loadMapValue,
  move,
  moveNumber,
  R0,
  R1,
  R2,
  R3,
  R4,
  R7,
  R8,
  type Register,
  store,
  storeNumber,
} from '../programs/instruction.ts';
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
  loadMapValue(R1, 'turn', 0),
  load(4, R2, R1, TURN.inUse),
  jumpIfNotZero(R2, 'odd'),
  ...inMap('askedEven', TURN.used, full),
  jump('entry'),
  label('odd'),
  ...inMap('askedOdd', TURN.used + 4, full),
  label('entry'),
];

const inMap = (map: string, used: number, full: string): readonly Instruction[] => [
  load(4, R2, R1, used),
  jumpIfNotZero(R2, `${map}.used`),
  storeNumber(4, R1, used, 1),
  label(`${map}.used`),
  ...lookUp(map),
  jumpIfNotZero(R0, `${map}.there`),
  loadMap(R1, map),
  move(R2, FRAME),
  addNumber(R2, STACK.key),
  loadMapValue(R3, 'nothing', 0),
  moveNumber(R4, 1), // BPF_NOEXIST: another CPU may be first
  call(HELPER.mapUpdate),
  ...lookUp(map),
  jumpIfZero(R0, full),
  // Here alone: to read it each time would fetch a line of memory that another CPU writes to.
  ...Array.from({ length: ASKED_KEY_LENGTH / 8 }, (_, i) => [
    load(8, R1, FRAME, STACK.key + i * 8),
    store(8, R0, ASKED.key + i * 8, R1),
  ]).flat(),
  label(`${map}.there`),
  move(ENTRY, R0),
];

const lookUp = (map: string): readonly Instruction[] => [
  loadMap(R1, map),
  move(R2, FRAME),
  addNumber(R2, STACK.key),
  call(HELPER.mapLookup),
];

/** Who the entry's task is, unless that is known or it is none: as `FOUND` has it, or the stack, or the current task. Loses R0 to R5 and R8. @param held whether it may have been held back */
export const nameEntry = (task: TaskPlaces, held: boolean): readonly Instruction[] => [
  load(4, R1, ENTRY, ASKED.who + WHO.tgid),
  jumpIfNotZero(R1, 'named'),
  load(4, R1, FRAME, STACK.key + ASKED_KEY.tid),
  jumpIfZero(R1, 'named'),
  jumpIfNotZero(FOUND, 'by-dirtier'),
  ...(held ? [load(8, R1, FRAME, STACK.heldSince), jumpIfNotZero(R1, 'by-note')] : []),
  ...putCurrentWho(task, R8),
  ...(held ? [label('by-note')] : []),
  ...copyWho(ENTRY, ASKED.who, FRAME, STACK.who),
  jump('named'),
  label('by-dirtier'),
  ...copyWho(ENTRY, ASKED.who, FOUND, 0),
  label('named'),
];

/** Adds the number in R2. Loses R1. @param what of `BLOCK_COUNT` */
export const addToCount = (what: number): readonly Instruction[] => [
  loadMapValue(R1, 'lost', 0),
  atomicAdd(R1, what, R2),
];
