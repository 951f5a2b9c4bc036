/** Slots of an array, found by the address of what they are for. */
import {
  add,
  type Instruction,
  loadMapValue,
  moveHalf,
  multiplyNumber,
  R1,
  type Register,
  shiftLeftNumber,
  shiftRightNumber,
} from '../programs/instruction.ts';

/** `slot` = where in the map's one value something of this address belongs, or would. Loses R1. @param length of a slot @param bits the power of two of slots */
export const findSlotOf = (
  address: Register,
  slot: Register,
  map: string,
  length: number,
  bits: number,
): readonly Instruction[] => [
  moveHalf(R1, address),
  shiftRightNumber(R1, 6),
  multiplyNumber(R1, GOLDEN),
  shiftLeftNumber(R1, 32), // the upper bits of the lower half depend on all bits below
  shiftRightNumber(R1, 64 - bits),
  multiplyNumber(R1, length),
  loadMapValue(slot, map, 0),
  add(slot, R1),
];

/** 2^32 over the golden ratio, as a signed number. */
const GOLDEN = 0x9e3779b1 | 0;
