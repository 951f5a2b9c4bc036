/**
 * Records this kernel's BTF, cut down to what the engine asks for, as a fixture: the types' own bytes, renumbered; what nobody asks for
 * becomes void.
 *
 * Usage: node scripts/run-ts.mjs scripts/record-btf.ts FILE [BTF]. BTF: another kernel's, the section `.BTF` of its vmlinux [this kernel's].
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Btf, KIND, readBtf, TYPE_LENGTH } from '../src/kernel/abi/bpf/btf.ts';
import { BTF_NAMES, FIELD_SOURCES } from '../src/kernel/abi/bpf/programs/task-fields.ts';

/** Members to follow; anonymous ones always are. */
const MEMBERS = new Set([
  '',
  ...FIELD_SOURCES.flatMap(({ paths }) => paths.flat().flatMap(([, member]) => member.split('.'))),
]);
const FOLLOWED: ReadonlySet<number> = new Set([
  KIND.pointer,
  KIND.typedef,
  KIND.volatile,
  KIND.const,
  KIND.restrict,
  KIND.typeTag,
  KIND.function,
  KIND.functionPrototype,
]);

/** A reference to another type: where its word lies in the record, and the name it goes by. */
type Reference = { readonly offset: number; readonly name: string };

class Excerpt {
  readonly #btf: Btf;
  readonly #roots: ReadonlySet<number>;
  /** New numbers by old; void stays void. */
  readonly #numbers = new Map<number, number>([[0, 0]]);
  readonly #queue: number[] = [];
  readonly #strings: number[] = [0];

  constructor(btf: Btf) {
    this.#btf = btf;
    this.#roots = new Set(btf.ids.values());
  }

  bytes(): Uint8Array {
    for (const root of this.#roots) this.#number(root);
    const types: number[] = [];
    // The queue grows while it is worked off.
    for (const type of this.#queue) types.push(...this.#record(type));
    const header = new DataView(new ArrayBuffer(24));
    header.setUint32(0, 0x0001eb9f, true);
    const words = [24, 0, types.length, types.length, this.#strings.length];
    for (const [i, word] of words.entries()) header.setUint32(4 + 4 * i, word, true);
    return Uint8Array.from([...new Uint8Array(header.buffer), ...types, ...this.#strings]);
  }

  #number(type: number): number {
    const known = this.#numbers.get(type);
    if (known !== undefined) return known;
    this.#queue.push(type);
    this.#numbers.set(type, this.#queue.length);
    return this.#queue.length;
  }

  #record(type: number): Uint8Array {
    const { reader, typeOffsets, typeCount } = this.#btf;
    const at = typeOffsets[type] as number;
    const end = type + 1 < typeCount ? (typeOffsets[type + 1] as number) : this.#btf.strings;
    const bytes = Uint8Array.from(reader.slice(at, end - at));
    const view = new DataView(bytes.buffer);
    view.setUint32(0, this.#string(view.getUint32(0, true)), true);
    for (const { offset, name } of references(view, (text) => this.#text(text))) {
      const target = view.getUint32(offset, true);
      view.setUint32(offset, this.#wanted(target, name) ? this.#number(target) : 0, true);
    }
    for (const offset of memberNames(view)) {
      view.setUint32(offset, this.#string(view.getUint32(offset, true)), true);
    }
    return bytes;
  }

  #wanted(type: number, name: string): boolean {
    if (type === 0) return true;
    const kind = (this.#btf.reader.u32((this.#btf.typeOffsets[type] as number) + 4) >>> 24) & 31;
    const aggregate = kind === KIND.struct || kind === KIND.union;
    return this.#roots.has(type) || (MEMBERS.has(name) && (aggregate || FOLLOWED.has(kind)));
  }

  #text(offset: number): string {
    const { reader, strings } = this.#btf;
    let text = '';
    for (let at = strings + offset; reader.u8(at) !== 0; at++) {
      text += String.fromCharCode(reader.u8(at));
    }
    return text;
  }

  #string(offset: number): number {
    if (offset === 0) return 0;
    const moved = this.#strings.length;
    this.#strings.push(...[...this.#text(offset)].map((letter) => letter.charCodeAt(0)), 0);
    return moved;
  }
}

const references = (view: DataView, text: (offset: number) => string): readonly Reference[] => {
  const { kind, count } = infoOf(view);
  if (kind === KIND.struct || kind === KIND.union) {
    return memberNames(view).map((offset) => ({
      offset: offset + 4,
      name: text(view.getUint32(offset, true)),
    }));
  }
  if (!FOLLOWED.has(kind)) return [];
  const parameters = kind === KIND.functionPrototype ? count : 0;
  return Array.from({ length: parameters + 1 }, (_, i) => ({
    offset: i === 0 ? 8 : TYPE_LENGTH + (i - 1) * 8 + 4,
    name: '',
  }));
};

const memberNames = (view: DataView): readonly number[] => {
  const { kind, count } = infoOf(view);
  const size =
    kind === KIND.struct || kind === KIND.union ? 12 : kind === KIND.functionPrototype ? 8 : 0;
  return size === 0 ? [] : Array.from({ length: count }, (_, i) => TYPE_LENGTH + i * size);
};

const infoOf = (view: DataView): { readonly kind: number; readonly count: number } => {
  const info = view.getUint32(4, true);
  return { kind: (info >>> 24) & 31, count: info & 0xffff };
};

const target = process.argv[2] ?? 'btf';
const btf = readBtf(readFileSync(process.argv[3] ?? '/sys/kernel/btf/vmlinux'), BTF_NAMES);
writeFileSync(target, new Excerpt(btf).bytes());
