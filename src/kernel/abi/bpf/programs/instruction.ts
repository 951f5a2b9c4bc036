/**
 * The BPF instructions our programs use, each made by a function named after what it does.
 *
 * Programs import them as `op`, and registers by name. Jumps name labels; `assemble` turns names into distances.
 *
 * Source: Documentation/bpf/standardization/instruction-set.rst.
 */
import { R0, R2, type Register } from './registers.ts';

/** Bytes moved by a load or a store. */
export type Width = 1 | 2 | 4 | 8;

export type Instruction =
  | {
      readonly kind: 'plain';
      readonly code: number;
      readonly target: Register;
      readonly source: Register;
      readonly offset: number;
      readonly immediate: number;
    }
  | {
      readonly kind: 'jump';
      readonly code: number;
      readonly target: Register;
      readonly source: Register;
      readonly immediate: number;
      readonly to: string;
    }
  /** A place to jump to; takes no room. */
  | { readonly kind: 'label'; readonly name: string }
  /** Two slots: the kernel replaces the map's descriptor by its address, or, with an offset, by that of its value. */
  | {
      readonly kind: 'map';
      readonly target: Register;
      readonly map: string;
      readonly offset?: number;
    };

const PLAIN = { kind: 'plain', target: R0, source: R0, offset: 0, immediate: 0 } as const;
const JUMP = { kind: 'jump', target: R0, source: R0, immediate: 0 } as const;

const byRegister =
  (code: number) =>
  (target: Register, source: Register): Instruction => ({ ...PLAIN, code, target, source });

const byNumber =
  (code: number) =>
  (target: Register, immediate: number): Instruction => ({ ...PLAIN, code, target, immediate });

const jumpByRegister =
  (code: number) =>
  (target: Register, source: Register, to: string): Instruction => ({
    ...JUMP,
    code,
    target,
    source,
    to,
  });

const jumpByNumber =
  (code: number) =>
  (target: Register, immediate: number, to: string): Instruction => ({
    ...JUMP,
    code,
    target,
    immediate,
    to,
  });

const LOAD: Readonly<Record<Width, number>> = { 1: 0x71, 2: 0x69, 4: 0x61, 8: 0x79 };
const STORE: Readonly<Record<Width, number>> = { 1: 0x73, 2: 0x6b, 4: 0x63, 8: 0x7b };
const STORE_IMMEDIATE: Readonly<Record<Width, number>> = { 1: 0x72, 2: 0x6a, 4: 0x62, 8: 0x7a };

/** target = the `width` bytes at base + offset, zero-extended */
export const load = (
  width: Width,
  target: Register,
  base: Register,
  offset: number,
): Instruction => ({ ...PLAIN, code: LOAD[width], target, source: base, offset });

/** the `width` bytes at base + offset = source */
export const store = (
  width: Width,
  base: Register,
  offset: number,
  source: Register,
): Instruction => ({ ...PLAIN, code: STORE[width], target: base, source, offset });

/** the `width` bytes at base + offset = the number, sign-extended */
export const storeNumber = (
  width: Width,
  base: Register,
  offset: number,
  immediate: number,
): Instruction => ({ ...PLAIN, code: STORE_IMMEDIATE[width], target: base, offset, immediate });

export const move = byRegister(0xbf);
/** target = the lower 4 bytes of source; of a pointer a number, with which the verifier lets us reckon */
export const moveHalf = byRegister(0xbc);
export const moveNumber = byNumber(0xb7);
export const add = byRegister(0x0f);
export const addNumber = byNumber(0x07);
export const subtract = byRegister(0x1f);
export const or = byRegister(0x4f);
export const and = byRegister(0x5f);
/** target &= the number, sign-extended */
export const andNumber = byNumber(0x57);
/** target <<= the low six bits of source */
export const shiftLeft = byRegister(0x6f);
export const shiftLeftNumber = byNumber(0x67);
export const shiftRightNumber = byNumber(0x77);
export const multiplyNumber = byNumber(0x27);
/** target = -target */
export const negate = (target: Register): Instruction => ({ ...PLAIN, code: 0x87, target });
/** the 8 bytes at base + offset += source, indivisibly */
export const atomicAdd = (base: Register, offset: number, source: Register): Instruction => ({
  ...PLAIN,
  code: 0xdb,
  target: base,
  source,
  offset,
});

/** as `atomicAdd`, of 4 bytes */
export const atomicAddHalf = (base: Register, offset: number, source: Register): Instruction => ({
  ...PLAIN,
  code: 0xc3,
  target: base,
  source,
  offset,
});

/** as `atomicAdd`, `&=` or `|=`; source = what was there before (Linux 5.12). No load or store moves across it. */
export const atomicFetch = (
  operation: 'add' | 'and' | 'or',
  base: Register,
  offset: number,
  source: Register,
): Instruction => ({
  ...PLAIN,
  code: 0xdb,
  target: base,
  source,
  offset,
  immediate: FETCH[operation],
});

/** the 4 bytes at base + offset = source, indivisibly; source = what was there before (Linux 5.12) */
export const exchangeHalf = (base: Register, offset: number, source: Register): Instruction => ({
  ...PLAIN,
  code: 0xc3,
  target: base,
  source,
  offset,
  immediate: 0xe1,
});

export const loadMap = (target: Register, map: string): Instruction => ({
  kind: 'map',
  target,
  map,
});
/** target = the address of byte `offset` of an array map's one value (Linux 5.2) */
export const loadMapValue = (target: Register, map: string, offset: number): Instruction => ({
  kind: 'map',
  target,
  map,
  offset,
});
export const call = (helper: number): Instruction => ({
  ...PLAIN,
  code: 0x85,
  immediate: helper,
});
/** Calls a function of the kernel. @param id the function's number in the kernel's BTF. Source: BPF_PSEUDO_KFUNC_CALL */
export const callKernel = (id: number): Instruction => ({
  ...PLAIN,
  code: 0x85,
  source: R2,
  immediate: id,
});
export const exit = (): Instruction => ({ ...PLAIN, code: 0x95 });

export const label = (name: string): Instruction => ({ kind: 'label', name });
export const jump = (to: string): Instruction => ({ ...JUMP, code: 0x05, to });
export const jumpIfZero = (target: Register, to: string): Instruction => ({
  ...JUMP,
  code: 0x15,
  target,
  to,
});
export const jumpIfNotZero = (target: Register, to: string): Instruction => ({
  ...JUMP,
  code: 0x55,
  target,
  to,
});
export const jumpIfNumber = jumpByNumber(0x15);
/** jumps when target, as a signed number, is at least source */
export const jumpIfAtLeast = jumpByRegister(0x7d);
export const jumpIfSame = jumpByRegister(0x1d);
export const jumpIfDifferent = jumpByRegister(0x5d);
/** jumps when any of the bits is set */
export const jumpIfAnyBit = (target: Register, bits: number, to: string): Instruction => ({
  ...JUMP,
  code: 0x45,
  target,
  immediate: bits,
  to,
});
/** jumps when target & source is not zero */
export const jumpIfBitsOf = jumpByRegister(0x4d);
/** jumps when target, as an unsigned number, is greater than the number */
export const jumpIfGreater = jumpByNumber(0x25);
/** jumps when target, as a signed number, is not negative */
export const jumpIfNotNegative = (target: Register, to: string): Instruction => ({
  ...JUMP,
  code: 0x75,
  target,
  to,
});

/** BPF_FETCH with the operation. */
const FETCH = { add: 0x01, or: 0x41, and: 0x51 } as const;
