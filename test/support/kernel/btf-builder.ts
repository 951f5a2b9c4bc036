/** Writes BTF by hand, for kernels we do not have at hand. Types are numbered from 1 in the order they are added; 0 is void. */
import { encodeText } from '../../../src/lib/text.ts';

/** A member: its type's number, where it begins, and its bits when it is a bitfield. `name` '' makes it anonymous. */
export type BuiltMember = {
  readonly name: string;
  readonly type: number;
  readonly bitOffset: number;
  readonly bitSize?: number;
};

const KIND = {
  int: 1,
  pointer: 2,
  struct: 4,
  union: 5,
  enum: 6,
  typedef: 8,
  const: 10,
  function: 12,
  prototype: 13,
};

export class BtfBuilder {
  readonly #types: number[][] = [];
  readonly #strings: number[] = [0];

  int(name: string, bytes: number): number {
    return this.#add(name, KIND.int, 0, bytes, [bytes * 8]);
  }

  pointer(to: number): number {
    return this.#add('', KIND.pointer, 0, to, []);
  }

  typedef(name: string, of: number): number {
    return this.#add(name, KIND.typedef, 0, of, []);
  }

  const(of: number): number {
    return this.#add('', KIND.const, 0, of, []);
  }

  function(name: string, prototype: number): number {
    return this.#add(name, KIND.function, 0, prototype, []);
  }

  prototype(...parameters: readonly number[]): number {
    const words = parameters.flatMap((type) => [0, type]);
    return this.#add('', KIND.prototype, parameters.length, 0, words);
  }

  /** A member with bits sets kind_flag for the whole struct, as the compiler does. */
  struct(name: string, ...members: readonly BuiltMember[]): number {
    return this.#aggregate(KIND.struct, name, members);
  }

  union(name: string, ...members: readonly BuiltMember[]): number {
    return this.#aggregate(KIND.union, name, members);
  }

  enum(name: string, values: Readonly<Record<string, number>>): number {
    const words = Object.entries(values).flatMap(([text, value]) => [this.#string(text), value]);
    return this.#add(name, KIND.enum, words.length / 2, 4, words);
  }

  bytes(): Uint8Array {
    const types = this.#types.flat();
    const bytes = new Uint8Array(24 + types.length * 4 + this.#strings.length);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, 0xeb9f, true);
    view.setUint8(2, 1);
    const sections = [24, 0, types.length * 4, types.length * 4, this.#strings.length];
    for (const [i, word] of sections.entries()) view.setUint32(4 + i * 4, word, true);
    for (const [i, word] of types.entries()) view.setUint32(24 + i * 4, word, true);
    bytes.set(this.#strings, 24 + types.length * 4);
    return bytes;
  }

  #aggregate(kind: number, name: string, members: readonly BuiltMember[]): number {
    const flag = members.some(({ bitSize }) => bitSize !== undefined) ? 0x8000_0000 : 0;
    const words = members.flatMap((member) => [
      this.#string(member.name),
      member.type,
      ((member.bitSize ?? 0) << 24) | member.bitOffset,
    ]);
    return this.#add(name, kind, members.length | flag, 16, words);
  }

  #add(
    name: string,
    kind: number,
    info: number,
    sizeOrType: number,
    rest: readonly number[],
  ): number {
    this.#types.push([this.#string(name), (kind << 24) | info, sizeOrType, ...rest]);
    return this.#types.length;
  }

  #string(text: string): number {
    if (text === '') return 0;
    const offset = this.#strings.length;
    this.#strings.push(...encodeText(text), 0);
    return offset;
  }
}
