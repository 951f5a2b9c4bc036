/** What the instructions of BPF that compute, change memory or jump do to numbers, by their codes. */

const MASK = (1n << 64n) - 1n;

/** An instruction, taken apart. */
export type Step = {
  readonly opcode: number;
  readonly target: number;
  readonly source: number;
  readonly offset: number;
  readonly immediate: bigint;
};

type Operation<Result> = (target: bigint, source: bigint, immediate: bigint) => Result;

export const COMPUTE: Readonly<Record<number, Operation<bigint>>> = {
  7: (target, _, immediate) => target + immediate,
  15: (target, source) => target + source,
  24: (_, __, immediate) => immediate, // a map's descriptor
  31: (target, source) => target - source,
  39: (target, _, immediate) => target * immediate,
  79: (target, source) => target | source,
  103: (target, _, immediate) => target << immediate,
  111: (target, source) => target << (source & 63n),
  119: (target, _, immediate) => target >> immediate,
  87: (target, _, immediate) => target & (immediate & MASK),
  95: (target, source) => target & source,
  135: (target) => -target,
  183: (_, __, immediate) => immediate,
  188: (_, source) => source & 0xffff_ffffn,
  191: (_, source) => source,
};

/** By the number of the operation, without the bit that asks for what was there before. */
export const CHANGES: Readonly<Record<number, (before: bigint, value: bigint) => bigint>> = {
  0: (before, value) => before + value,
  64: (before, value) => before | value,
  80: (before, value) => before & value,
  224: (_, value) => value,
};

export const JUMPS: Readonly<Record<number, Operation<boolean>>> = {
  5: () => true,
  21: (target, _, immediate) => target === (immediate & MASK),
  29: (target, source) => target === source,
  37: (target, _, immediate) => target > (immediate & MASK),
  77: (target, source) => (target & source) !== 0n,
  69: (target, _, immediate) => (target & immediate & MASK) !== 0n,
  85: (target, _, immediate) => target !== (immediate & MASK),
  93: (target, source) => target !== source,
  117: (target, _, immediate) => BigInt.asIntN(64, target) >= immediate,
  125: (target, source) => BigInt.asIntN(64, target) >= BigInt.asIntN(64, source),
};
