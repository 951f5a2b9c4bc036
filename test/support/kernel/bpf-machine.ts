/**
 * A small BPF machine: runs assembled programs over memory of our own, with the helpers they call. What the kernel's verifier would
 * refuse at load (reading outside a region, an instruction it does not know) is an error here at run time.
 */
import { HELPER } from '../../../src/kernel/abi/bpf/programs/helper-functions.ts';
import type { MapShape } from '../../../src/kernel/abi/bpf/programs/maps.ts';
import { CHANGES, COMPUTE, JUMPS, type Step } from './bpf-operations.ts';

const STACK_LENGTH = 512;
const MOST_STEPS = 1_000_000;
const MASK = (1n << 64n) - 1n;
const E2BIG = 7n;
const EOVERFLOW = 75n;
const EEXIST = 17n;
const EFAULT = 14n;
/** BPF_MAP_TYPE_ARRAY, and BPF_MAP_TYPE_PERCPU_ARRAY, of the only CPU */
const ARRAYS: readonly number[] = [2, 6];
/** BPF_MAP_TYPE_LRU_HASH */
const LRU_HASH = 9;
/** BPF_NOEXIST */
const ONLY_NEW = 1n;
/** What a call leaves in the registers of its arguments, which the verifier lets nobody read. */
const LOST = 0xdead_dead_dead_deadn;

type Entries = Map<string, bigint>;

/** What the kernel tells programs of the task they run in. */
type CurrentTask = {
  readonly address: bigint;
  readonly tid: number;
  readonly tgid: number;
  readonly uid: number;
  /** 16 bytes. */
  readonly comm: Uint8Array;
};

export class BpfMachine {
  /** What the boot clock says. */
  now = 0n;
  /** What the monotonic clock says. */
  monotonic = 0n;
  /** The task on the CPU. */
  current: CurrentTask = { address: 0n, tid: 0, tgid: 0, uid: 0, comm: new Uint8Array(16) };
  /** Called before each helper does its work: what holds then holds for whoever looks in between. */
  onHelper: (helper: number) => void = () => undefined;
  /** Called before each indivisible change, with the address of what it changes: as if the CPU were stopped there. */
  onChange: (address: bigint) => void = () => undefined;
  /** What the programs wrote to the reader of the iterator. */
  readonly written: Uint8Array[] = [];
  /** What the reader's buffer takes before it is full, in writes. */
  room = Number.POSITIVE_INFINITY;
  /** The kernel's own functions that programs call, by their numbers; each gets R1 to R5. */
  /** Pointers from a cast: a load through one gives 0 where there is no memory. */
  readonly casts = new Set<bigint>();
  readonly functions = new Map<number, (...values: readonly bigint[]) => bigint>();
  readonly #regions: DataView[] = [];
  readonly #maps: { readonly shape: MapShape; readonly entries: Entries }[] = [];

  /** @returns the map's descriptor */
  createMap(shape: MapShape): number {
    const entries: Entries = new Map();
    if (ARRAYS.includes(shape.kind) && shape.entries === 1)
      entries.set('0'.repeat(shape.keySize * 2), this.allocate(shape.valueSize));
    return this.#maps.push({ shape, entries }) - 1;
  }

  /** @returns the values in a map, as bytes */
  values(map: number): readonly Uint8Array[] {
    const { shape, entries } = this.#map(BigInt(map));
    return [...entries.values()].map((address) => this.#bytes(address, shape.valueSize));
  }

  /** @returns the address of the value of an array of one entry */
  valueOf(map: number): bigint {
    const [address = 0n] = this.#map(BigInt(map)).entries.values();
    return address;
  }

  clear(address: bigint, length: number): void {
    const { view, offset } = this.#at(address, length);
    new Uint8Array(view.buffer, view.byteOffset + offset, length).fill(0);
  }

  empty(map: number): void {
    this.#map(BigInt(map)).entries.clear();
  }

  /** @returns the address of fresh memory, all zero */
  allocate(length: number): bigint {
    this.#regions.push(new DataView(new ArrayBuffer(length)));
    return BigInt(this.#regions.length) << 32n;
  }

  write(address: bigint, width: number, value: bigint): void {
    const { view, offset } = this.#at(address, width);
    for (let i = 0; i < width; i++) {
      view.setUint8(offset + i, Number((value >> BigInt(8 * i)) & 0xffn));
    }
  }

  read(address: bigint, width: number): bigint {
    const { view, offset } = this.#at(address, width);
    let value = 0n;
    for (let i = width - 1; i >= 0; i--) value = (value << 8n) | BigInt(view.getUint8(offset + i));
    return value;
  }

  #isNowhere(pointer: bigint, place: bigint, width: number): boolean {
    return this.casts.has(pointer) && this.#find(pointer + place, width) === undefined;
  }

  /** @returns R0 @throws when the program does what the verifier forbids, or does not end */
  run(code: Uint8Array, context: bigint): bigint {
    const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
    const registers = new Array<bigint>(11).fill(0n);
    registers[1] = context;
    const stack = this.allocate(STACK_LENGTH);
    // The verifier lets nobody read what nobody wrote.
    this.#copy(stack, new Uint8Array(STACK_LENGTH).fill(0xa5));
    registers[10] = stack + BigInt(STACK_LENGTH);
    let steps = 0;
    for (let slot = 0; slot * 8 < code.length; slot++) {
      if (++steps > MOST_STEPS) throw new Error('the program does not end');
      const opcode = view.getUint8(slot * 8);
      const pair = view.getUint8(slot * 8 + 1);
      const step = {
        opcode,
        target: pair & 15,
        source: pair >> 4,
        offset: view.getInt16(slot * 8 + 2, true),
        immediate: BigInt(view.getInt32(slot * 8 + 4, true)),
      };
      if (opcode === 0x95) return registers[0] as bigint;
      if (opcode === 0x18) slot += 1;
      if (opcode === 0x18 && step.source === 2) {
        const offset = BigInt(view.getInt32(slot * 8 + 4, true));
        registers[step.target] = this.valueOf(Number(step.immediate)) + offset;
      } else slot += this.#step(step, registers);
    }
    throw new Error('the program runs off its end');
  }

  /** @returns how many slots to jump over */
  #step(step: Step, registers: bigint[]): number {
    const { opcode, target, source, offset, immediate } = step;
    const to = registers[target] as bigint;
    const from = registers[source] as bigint;
    const width = WIDTHS[(opcode >> 3) & 3] as number;
    const place = BigInt(offset);
    switch (opcode & 0xe7) {
      case 0x61: // load
        registers[target] = this.#isNowhere(from, place, width)
          ? 0n
          : this.read(from + place, width);
        return 0;
      case 0x63: // store
        this.write(to + place, width, from);
        return 0;
      case 0x62: // store a number
        this.write(to + place, width, immediate & MASK);
        return 0;
      case 0xc3: {
        // a change of memory, indivisible
        this.onChange(to + place);
        const before = this.read(to + place, width);
        const change = CHANGES[Number(immediate) & ~1];
        if (change === undefined) throw new Error(`unknown operation ${immediate}`);
        this.write(to + place, width, change(before, from) & MASK);
        if ((immediate & 1n) !== 0n) registers[source] = before;
        return 0;
      }
    }
    if (opcode === 0x85 && source === KERNEL_FUNCTION) {
      const called = this.functions.get(Number(immediate));
      if (called === undefined) throw new Error(`unknown function ${immediate}`);
      registers[0] = called(...registers.slice(1, 6));
      registers.fill(LOST, 1, 6);
      return 0;
    }
    if (opcode === 0x85) {
      registers[0] = this.#call(Number(immediate), registers);
      registers.fill(LOST, 1, 6);
      return 0;
    }
    const compute = COMPUTE[opcode];
    if (compute !== undefined) {
      registers[target] = compute(to, from, immediate) & MASK;
      return 0;
    }
    const holds = JUMPS[opcode];
    if (holds === undefined) throw new Error(`unknown instruction ${opcode.toString(16)}`);
    return holds(to, from, immediate) ? offset : 0;
  }

  #call(helper: number, registers: readonly bigint[]): bigint {
    this.onHelper(helper);
    const [, map = 0n, second = 0n, third = 0n, fourth = 0n] = registers;
    const { address, tid, tgid, uid, comm } = this.current;
    switch (helper) {
      case HELPER.mapLookup:
        return this.#lookUp(map, second);
      case HELPER.mapUpdate:
        return this.#update(map, second, third, fourth);
      case HELPER.mapDelete:
        return this.#map(map).entries.delete(this.#key(map, second)) ? 0n : 2n;
      case HELPER.bootTime:
        return this.now;
      case HELPER.monotonicTime:
        return this.monotonic;
      case HELPER.currentIds:
        return (BigInt(tgid) << 32n) | BigInt(tid);
      case HELPER.currentUser:
        return (GROUP << 32n) | BigInt(uid);
      case HELPER.currentTask:
      case HELPER.currentTaskTyped:
        return address;
      case HELPER.currentName:
        this.#copy(map, comm.subarray(0, Number(second)));
        return 0n;
      case HELPER.probeRead:
        return this.#probe(map, Number(second), third);
      case HELPER.seqWrite:
        if (this.written.length >= this.room) return -EOVERFLOW & MASK;
        this.written.push(this.#bytes(second, Number(third)));
        return 0n;
      default:
        throw new Error(`unknown helper ${helper}`);
    }
  }

  /** An array's values are all there; they are made when asked for. */
  #lookUp(map: bigint, key: bigint): bigint {
    const { shape, entries } = this.#map(map);
    const name = this.#key(map, key);
    const found = entries.get(name);
    if (found !== undefined && shape.kind === LRU_HASH) {
      entries.delete(name);
      entries.set(name, found);
    }
    if (found !== undefined || !ARRAYS.includes(shape.kind)) return found ?? 0n;
    if (this.read(key, 4) >= BigInt(shape.entries)) return 0n;
    const address = this.allocate(shape.valueSize);
    entries.set(name, address);
    return address;
  }

  #update(map: bigint, key: bigint, value: bigint, flags: bigint): bigint {
    const { shape, entries } = this.#map(map);
    const name = this.#key(map, key);
    if (flags === ONLY_NEW && entries.has(name)) return -EEXIST & MASK;
    if (!entries.has(name) && entries.size >= shape.entries) {
      const [oldest] = entries.keys();
      if (shape.kind !== LRU_HASH || oldest === undefined) return -E2BIG & MASK;
      entries.delete(oldest);
    }
    const address = entries.get(name) ?? this.allocate(shape.valueSize);
    this.#copy(address, this.#bytes(value, shape.valueSize));
    entries.set(name, address);
    return 0n;
  }

  /** Kernel memory, or zeros where there is none. */
  #probe(to: bigint, length: number, from: bigint): bigint {
    const there = this.#find(from, length) !== undefined;
    this.#copy(to, there ? this.#bytes(from, length) : new Uint8Array(length));
    return there ? 0n : -EFAULT & MASK;
  }

  #copy(to: bigint, bytes: Uint8Array): void {
    for (const [i, byte] of bytes.entries()) this.write(to + BigInt(i), 1, BigInt(byte));
  }

  #key(map: bigint, address: bigint): string {
    const bytes = this.#bytes(address, this.#map(map).shape.keySize);
    return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  #map(descriptor: bigint) {
    const map = this.#maps[Number(descriptor)];
    if (map === undefined) throw new Error(`no map ${descriptor}`);
    return map;
  }

  #bytes(address: bigint, length: number): Uint8Array {
    const { view, offset } = this.#at(address, length);
    return new Uint8Array(view.buffer.slice(offset, offset + length));
  }

  #at(address: bigint, width: number): Place {
    const place = this.#find(address, width);
    if (place === undefined) {
      throw new Error(`access outside memory: ${width} bytes at ${address.toString(16)}`);
    }
    return place;
  }

  #find(address: bigint, width: number): Place | undefined {
    const end = address + BigInt(width) - 1n;
    const view = this.#regions[Number(address >> 32n) - 1];
    const offset = Number(address & 0xffffffffn);
    const isThere =
      view !== undefined && end >> 32n === address >> 32n && offset + width <= view.byteLength;
    return isThere ? { view, offset } : undefined;
  }
}

type Place = { readonly view: DataView; readonly offset: number };

/** The gid of everybody, to be seen where only a uid may be. */
const GROUP = 77n;

/** By the size bits of a load or a store. */
const WIDTHS = [4, 2, 1, 8];
/** The source of a call that says: a function of the kernel, not a helper. Source: BPF_PSEUDO_KFUNC_CALL */
const KERNEL_FUNCTION = 2;
