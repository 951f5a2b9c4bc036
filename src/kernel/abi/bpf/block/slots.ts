/** Slots of an array, found by the address of what they are for. */
import type { Instruction } from '../programs/instruction.ts';
import * as op from '../programs/instruction.ts';
import { R1, type Register } from '../programs/registers.ts';

/** `slot` = where in the map's one value something of this address belongs, or would. Loses R1. @param length of a slot @param bits the power of two of slots */
export const findSlotOf = (
  address: Register,
  slot: Register,
  map: string,
  length: number,
  bits: number,
): readonly Instruction[] => [
  op.moveHalf(R1, address),
  op.shiftRightNumber(R1, 6),
  op.multiplyNumber(R1, GOLDEN),
  op.shiftLeftNumber(R1, 32), // the upper bits of the lower half depend on all bits below
  op.shiftRightNumber(R1, 64 - bits),
  op.multiplyNumber(R1, length),
  op.loadMapValue(slot, map, 0),
  op.add(slot, R1),
];

/** 2^32 over the golden ratio, as a signed number. */
const GOLDEN = 0x9e3779b1 | 0;
