/** Reads maps from user space. Each class holds the buffers the kernel writes into, so that nothing is allocated per call. */

import type { MapShape } from '../../abi/bpf/programs/maps.ts';
import { ERRNO, systemCallError } from '../errno.ts';
import { errno } from '../libc.ts';
import { BpfArguments } from './bpf.ts';

/** Commands: enum bpf_cmd. */
const MAP_LOOKUP_ELEM = 1;
const MAP_UPDATE_ELEM = 2;
const MAP_LOOKUP_BATCH = 24;
const MAP_LOOKUP_AND_DELETE_BATCH = 25;

/** The only value of an array map of one entry. */
export class SingleValue {
  readonly bytes: Uint8Array;
  readonly #lookup: BpfArguments;

  constructor(map: number, valueSize: number) {
    this.bytes = new Uint8Array(valueSize);
    this.#lookup = new BpfArguments(32)
      .number(0, map)
      .address(8, new Uint8Array(4))
      .address(16, this.bytes);
  }

  /** Copies the value into `bytes`. @throws SystemCallError */
  read(): void {
    if (this.#lookup.call(MAP_LOOKUP_ELEM) < 0) {
      throw systemCallError('BPF_MAP_LOOKUP_ELEM', errno());
    }
  }
}

/** Sets the only value of an array map of one entry. @throws SystemCallError */
export const setValue = (map: number, value: Uint8Array): void => {
  const request = new BpfArguments(32)
    .number(0, map)
    .address(8, new Uint8Array(4))
    .address(16, value);
  if (request.call(MAP_UPDATE_ELEM) < 0) throw systemCallError('BPF_MAP_UPDATE_ELEM', errno());
};

/** Fills the only value of an array map of one entry with zeros. @throws SystemCallError */
export const clearValue = (map: number, valueSize: number): void =>
  setValue(map, new Uint8Array(valueSize));

/** Reads the first entries of an array map. Needs Linux 5.6. */
export class ArrayReader {
  /** One behind the other. */
  readonly values: Uint8Array;
  readonly #batch: BpfArguments;

  constructor(fd: number, map: MapShape) {
    this.values = new Uint8Array(map.valueSize * map.entries);
    this.#batch = new BpfArguments(56)
      .address(8, new Uint8Array(4))
      .address(16, new Uint8Array(4 * map.entries))
      .address(24, this.values)
      .number(36, fd);
  }

  /** Copies the first `count` into `values`. @throws SystemCallError */
  read(count: number): void {
    this.#batch.number(32, count);
    const failure = this.#batch.call(MAP_LOOKUP_BATCH) < 0 ? errno() : 0;
    // ENOENT: that was all the map holds.
    if (failure !== 0 && failure !== ERRNO.ENOENT) {
      throw systemCallError('BPF_MAP_LOOKUP_BATCH', failure);
    }
  }
}

/** Takes everything out of a hash map, so many entries a call. Needs Linux 5.6. */
export class MapEmptier {
  /** The values of one batch, one behind the other. */
  readonly values: Uint8Array;
  readonly #batch: BpfArguments;
  readonly #batchSize: number;
  readonly #rounds: number;
  /** Where the kernel stopped; and the two values of the argument that says where to begin: no address, or the cursor's. */
  readonly #cursor: Uint8Array;
  readonly #fromStart = new Uint8Array(8);
  readonly #fromCursor: Uint8Array;

  constructor(fd: number, map: MapShape, batchSize: number) {
    this.values = new Uint8Array(map.valueSize * batchSize);
    this.#batchSize = batchSize;
    this.#rounds = Math.ceil(map.entries / batchSize) + 1;
    this.#cursor = new Uint8Array(Math.max(4, map.keySize));
    this.#batch = new BpfArguments(56)
      .address(8, this.#cursor)
      .address(16, new Uint8Array(map.keySize * batchSize))
      .address(24, this.values)
      .number(36, fd);
    this.#fromCursor = new BpfArguments(8).address(0, this.#cursor).bytes;
  }

  /** @param take called for each batch with the number of values in `values` @throws SystemCallError */
  empty(take: (count: number) => void): void {
    this.#batch.bytes.set(this.#fromStart);
    for (let round = 0; round < this.#rounds; round++) {
      this.#batch.number(32, this.#batchSize);
      const result = this.#batch.call(MAP_LOOKUP_AND_DELETE_BATCH);
      const failure = result < 0 ? errno() : 0;
      if (failure !== 0 && failure !== ERRNO.ENOENT) {
        throw systemCallError('BPF_MAP_LOOKUP_AND_DELETE_BATCH', failure);
      }
      const count = this.#batch.read(32);
      if (count > 0) take(Math.min(count, this.#batchSize));
      // ENOENT: the end of the map; what came with it counts.
      if (failure === ERRNO.ENOENT) return;
      this.#batch.bytes.set(this.#fromCursor);
    }
  }
}
