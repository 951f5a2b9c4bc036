/**
 * A lean reader of BTF, the kernel's description of its own types: where a struct's member lies, what number a type has.
 *
 * One walk over the types finds where each begins and the numbers of the names asked for; nothing else is decoded, no name becomes
 * a string. Members are looked up afterwards, through anonymous structs and unions.
 *
 * Source: Documentation/bpf/btf.rst and include/uapi/linux/btf.h. Bytes: /sys/kernel/btf/vmlinux.
 */
import { ByteReader } from '../../../lib/byte-reader.ts';
import { DecodeError } from '../../../lib/errors.ts';
import { encodeText } from '../../../lib/text.ts';

/** The kinds by which a name can be asked for. */
type BtfNamedKind = 'struct' | 'enum' | 'function' | 'typedef';

/** A name asked for; names are unique within a kind only. */
export type BtfName = { readonly kind: BtfNamedKind; readonly name: string };

/** What the walk found. Holds the bytes: drop it once the members are looked up. */
export type Btf = {
  readonly bytes: Uint8Array;
  /** The same bytes. */
  readonly reader: ByteReader;
  /** Byte offset of type i's record; type 0 is `void` and has none. */
  readonly typeOffsets: Uint32Array;
  readonly typeCount: number;
  /** Offset of the first byte of the strings. */
  readonly strings: number;
  /** Numbers of the names asked for, by `kind name`; a name the kernel lacks is absent. The first of several wins. */
  readonly ids: ReadonlyMap<string, number>;
};

export const FORMAT = 'BTF';
const MAGIC = 0xeb9f;
const HEADER_LENGTH = 24;
/** A type's record without what follows it by kind: name, info, size or type. */
export const TYPE_LENGTH = 12;

/** Kinds, as `info` numbers them. Source: BTF_KIND_* */
export const KIND = {
  pointer: 2,
  struct: 4,
  union: 5,
  enum: 6,
  typedef: 8,
  volatile: 9,
  const: 10,
  restrict: 11,
  function: 12,
  functionPrototype: 13,
  typeTag: 18,
} as const;

/** Bytes that follow a type's record, by kind: so many, and so many for each of its members. 0 is no kind. */
const TRAILERS: readonly (readonly [fixed: number, each: number])[] = [
  [0, 0], // void, never stored
  [4, 0], // int
  [0, 0], // pointer
  [12, 0], // array
  [0, 12], // struct
  [0, 12], // union
  [0, 8], // enum
  [0, 0], // forward declaration
  [0, 0], // typedef
  [0, 0], // volatile
  [0, 0], // const
  [0, 0], // restrict
  [0, 0], // function
  [0, 8], // function prototype
  [4, 0], // variable
  [0, 12], // data section
  [0, 0], // float (5.13)
  [4, 0], // declaration tag (5.16)
  [0, 0], // type tag (5.17)
  [0, 12], // 64-bit enum (6.0)
];

const FIXED: readonly number[] = TRAILERS.map(([fixed]) => fixed);
const EACH: readonly number[] = TRAILERS.map(([, each]) => each);

/**
 * Walks the types once.
 * @param bytes the whole of /sys/kernel/btf/vmlinux
 * @param names what will be asked for with `typeId` and `memberOf`
 * @throws DecodeError when the bytes are not BTF of version 1, are cut short or hold a kind newer than this reader
 */
export const readBtf = (bytes: Uint8Array, names: readonly BtfName[]): Btf => {
  const reader = new ByteReader(bytes, FORMAT);
  const { types, typesLength, strings } = readHeader(reader);
  const typeOffsets = new Uint32Array(Math.floor(typesLength / TYPE_LENGTH) + 1);
  const ids = new Map<string, number>();
  const wanted = wantedByKind(names);
  const words = wordsOf(bytes);
  const end = types + typesLength;
  let typeCount = 1;
  // Over a hundred thousand types, in the first milliseconds of the program: what is in `words` is read without a call.
  for (let at = types; at < end; typeCount += 1) {
    if (at + TYPE_LENGTH > end) throw new DecodeError(FORMAT, at, 'type cut short');
    typeOffsets[typeCount] = at;
    const info = words[(at >>> 2) + 1] as number;
    const kind = (info >>> 24) & 31;
    const length = FIXED[kind];
    if (length === undefined || kind === 0) {
      throw new DecodeError(FORMAT, at, `kind ${kind} is unknown`);
    }
    const wantedHere = wanted[kind];
    if (wantedHere !== undefined) {
      const name = findName(bytes, strings + (words[at >>> 2] as number), wantedHere);
      if (name !== undefined && !ids.has(name.key)) ids.set(name.key, typeCount);
    }
    at += TYPE_LENGTH + length + (EACH[kind] as number) * (info & 0xffff);
    if (at > end) throw new DecodeError(FORMAT, at, 'members beyond the types');
  }
  return { bytes, reader, typeOffsets, typeCount, strings, ids };
};

/** Host byte order is that of the format. */
const wordsOf = (bytes: Uint8Array): Uint32Array => {
  const { buffer, byteOffset } = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes);
  return new Uint32Array(buffer, byteOffset, bytes.length >>> 2);
};

/** The number of a type asked for; absent: this kernel has none of that name. */
export const typeId = (btf: Btf, kind: BtfNamedKind, name: string): number | undefined =>
  btf.ids.get(nameKey(kind, name));

const readHeader = (
  reader: ByteReader,
): { readonly types: number; readonly typesLength: number; readonly strings: number } => {
  if (reader.u16(0) !== MAGIC) throw new DecodeError(FORMAT, 0, 'wrong magic');
  if (reader.u8(2) !== 1) throw new DecodeError(FORMAT, 2, `version ${reader.u8(2)} is unknown`);
  const headerLength = reader.u32(4);
  if (headerLength < HEADER_LENGTH) throw new DecodeError(FORMAT, 4, 'header too short');
  const types = headerLength + reader.u32(8);
  if (types % 4 !== 0) throw new DecodeError(FORMAT, 8, 'types not aligned');
  const strings = headerLength + reader.u32(16);
  // Both sections must lie within the bytes; strings are checked again one by one.
  const typesLength = reader.slice(types, reader.u32(12)).length;
  reader.slice(strings, reader.u32(20));
  return { types, typesLength, strings };
};

type WantedName = { readonly key: string; readonly bytes: Uint8Array };

const nameKey = (kind: BtfNamedKind, name: string): string => `${kind} ${name}`;

/** By their first byte. */
type WantedNames = readonly (readonly WantedName[] | undefined)[];

const wantedByKind = (names: readonly BtfName[]): readonly (WantedNames | undefined)[] => {
  const wanted: (WantedName[] | undefined)[][] = [];
  for (const { kind, name } of names) {
    const bytes = encodeText(`${name}\0`);
    wanted[KIND[kind]] ??= new Array(256).fill(undefined);
    const ofKind = wanted[KIND[kind]] as (WantedName[] | undefined)[];
    const first = bytes[0] as number;
    ofKind[first] = [...(ofKind[first] ?? []), { key: nameKey(kind, name), bytes }];
  }
  return wanted;
};

const findName = (bytes: Uint8Array, at: number, wanted: WantedNames): WantedName | undefined => {
  const candidates = wanted[bytes[at] as number];
  if (candidates === undefined) return undefined;
  for (const name of candidates) if (stringIs(bytes, at, name.bytes)) return name;
  return undefined;
};

/** Whether the string at `at` is `text` (its NUL included); one that runs past the end is not. */
export const stringIs = (bytes: Uint8Array, at: number, text: Uint8Array): boolean => {
  if (at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) {
    if (bytes[at + i] !== text[i]) return false;
  }
  return true;
};
