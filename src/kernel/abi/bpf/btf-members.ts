/**
 * Looks up members and arguments in a `Btf`.
 *
 * A member of an anonymous struct or union counts as one of the struct around it, as in C. The bytes may be hostile, so steps
 * are counted: a type that contains itself ends in an error, not in a loop.
 *
 * Source: Documentation/bpf/btf.rst, "BTF_KIND_STRUCT" (the meaning of kind_flag) and "BTF_KIND_FUNC_PROTO".
 */
import { DecodeError } from '../../../lib/errors.ts';
import { encodeText } from '../../../lib/text.ts';
import { type Btf, FORMAT, KIND, stringIs, TYPE_LENGTH, typeId } from './btf.ts';

/** Where a member lies within the outermost struct. */
type BtfMember = {
  readonly bitOffset: number;
  /** Bits of a bitfield; 0: an ordinary member. */
  readonly bitSize: number;
};

/** No struct of the kernel comes near; what follows from hostile bytes ends here. */
const MAX_STEPS = 200_000;
const MAX_DEPTH = 16;

/**
 * Where `path` ('pid', 'ioac.read_bytes') lies in struct `name`, which must be among the names the walk was asked for.
 * @returns undefined when this kernel has no such struct or member
 * @throws DecodeError when the types are not well formed
 */
export const memberOf = (btf: Btf, name: string, path: string): BtfMember | undefined => {
  let type = typeId(btf, 'struct', name);
  let bitOffset = 0;
  let bitSize = 0;
  const budget = { steps: MAX_STEPS };
  for (const part of path.split('.')) {
    const struct = type === undefined ? undefined : aggregateBehind(btf, type);
    if (struct === undefined) return undefined;
    const found = search({ btf, name: encodeText(`${part}\0`), budget }, struct, 0);
    if (found === undefined) return undefined;
    bitOffset += found.bitOffset;
    bitSize = found.bitSize;
    type = found.type;
  }
  return { bitOffset, bitSize };
};

/**
 * Which arguments of a raw tracepoint point to struct `struct`, counted from 0 without the hidden first one.
 * @param tracepoint the name behind `btf_trace_`; that typedef and the struct must be among the names asked for
 * @returns the positions in order; empty when the kernel has no such tracepoint
 */
export const argumentsPointingTo = (
  btf: Btf,
  tracepoint: string,
  struct: string,
): readonly number[] => {
  const typedef = typeId(btf, 'typedef', `btf_trace_${tracepoint}`);
  const prototype = typedef === undefined ? undefined : pointee(btf, resolve(btf, typedef));
  return pointing(btf, prototype, struct)
    .pointing.filter((position) => position > 0)
    .map((position) => position - 1);
};

/** How many arguments a function has, and which of them point to a struct. */
type FunctionArguments = { readonly count: number; readonly pointing: readonly number[] };

/** @param name of a function of the kernel; it and the struct must be among the names asked for @returns none when the kernel has no such function */
export const argumentsOf = (btf: Btf, name: string, struct: string): FunctionArguments => {
  const id = typeId(btf, 'function', name);
  const prototype =
    id === undefined ? undefined : btf.reader.u32((btf.typeOffsets[id] as number) + 8);
  return pointing(btf, prototype, struct);
};

const pointing = (btf: Btf, prototype: number | undefined, struct: string): FunctionArguments => {
  const target = typeId(btf, 'struct', struct);
  const none = { count: 0, pointing: [] };
  if (prototype === undefined || target === undefined) return none;
  const { kind, count, at } = typeAt(btf, prototype);
  if (kind !== KIND.functionPrototype) return none;
  const positions = Array.from({ length: count }, (_, i) => i).filter((i) => {
    const argument = btf.reader.u32(at + TYPE_LENGTH + i * 8 + 4);
    return pointee(btf, resolve(btf, argument)) === target;
  });
  return { count, pointing: positions };
};

/** The value of enumerator `name` of enum `of`, which must be among the names asked for; undefined: this kernel has none. */
export const enumeratorOf = (btf: Btf, of: string, name: string): number | undefined => {
  const type = typeId(btf, 'enum', of);
  if (type === undefined) return undefined;
  const { at, count } = typeAt(btf, type);
  const wanted = encodeText(`${name}\0`);
  for (let i = 0; i < count; i++) {
    const enumerator = at + TYPE_LENGTH + i * 8;
    if (stringIs(btf.bytes, btf.strings + btf.reader.u32(enumerator), wanted)) {
      return btf.reader.u32(enumerator + 4);
    }
  }
  return undefined;
};

type Search = {
  readonly btf: Btf;
  readonly name: Uint8Array;
  readonly budget: { steps: number };
};
type TypedMember = BtfMember & { readonly type: number };

const search = (looked: Search, struct: number, depth: number): TypedMember | undefined => {
  const { btf, name, budget } = looked;
  const { reader } = btf;
  const { at, count, bitfields } = typeAt(btf, struct);
  if (depth > MAX_DEPTH) throw new DecodeError(FORMAT, at, 'members nested too deep');
  for (let i = 0; i < count; i++) {
    budget.steps -= 1;
    if (budget.steps < 0) throw new DecodeError(FORMAT, at, 'too many members');
    const member = at + TYPE_LENGTH + i * 12;
    const nameOffset = reader.u32(member);
    const type = reader.u32(member + 4);
    const packed = reader.u32(member + 8);
    const bitOffset = bitfields ? packed & 0xffffff : packed;
    if (nameOffset === 0) {
      const inner = aggregateBehind(btf, type);
      const found = inner === undefined ? undefined : search(looked, inner, depth + 1);
      if (found !== undefined) return { ...found, bitOffset: bitOffset + found.bitOffset };
    } else if (stringIs(btf.bytes, btf.strings + nameOffset, name)) {
      return { type, bitOffset, bitSize: bitfields ? packed >>> 24 : 0 };
    }
  }
  return undefined;
};

/** The struct or union behind typedefs and qualifiers; undefined: it is something else. */
const aggregateBehind = (btf: Btf, type: number): number | undefined => {
  const resolved = resolve(btf, type);
  if (resolved === 0) return undefined;
  const { kind } = typeAt(btf, resolved);
  return kind === KIND.struct || kind === KIND.union ? resolved : undefined;
};

const pointee = (btf: Btf, type: number): number | undefined => {
  if (type === 0) return undefined;
  const { kind, at } = typeAt(btf, type);
  return kind === KIND.pointer ? resolve(btf, btf.reader.u32(at + 8)) : undefined;
};

const TRANSPARENT: ReadonlySet<number> = new Set([
  KIND.typedef,
  KIND.volatile,
  KIND.const,
  KIND.restrict,
  KIND.typeTag,
]);

/** What is behind typedefs and qualifiers; 0 is void. */
const resolve = (btf: Btf, type: number): number => {
  let resolved = type;
  for (let hops = 0; hops <= MAX_DEPTH; hops++) {
    if (resolved === 0) return 0;
    const { kind, at } = typeAt(btf, resolved);
    if (!TRANSPARENT.has(kind)) return resolved;
    resolved = btf.reader.u32(at + 8);
  }
  throw new DecodeError(FORMAT, 0, `type ${type} never ends`);
};

type TypeRecord = {
  readonly at: number;
  readonly kind: number;
  readonly count: number;
  /** kind_flag: the members' offsets carry a bitfield size in the upper byte. */
  readonly bitfields: boolean;
};

const typeAt = (btf: Btf, type: number): TypeRecord => {
  const at = type < btf.typeCount ? btf.typeOffsets[type] : undefined;
  if (at === undefined || at === 0) throw new DecodeError(FORMAT, 0, `no type ${type}`);
  const info = btf.reader.u32(at + 4);
  return { at, kind: (info >>> 24) & 31, count: info & 0xffff, bitfields: info >>> 31 === 1 };
};
