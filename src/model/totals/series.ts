/**
 * The near past of one task, process or machine: a ring of the moments in which something happened, and an average of what it moved in
 * which the past fades.
 */
import { type Bytes, bytesPerSecond, type Nanoseconds, waitRatio } from '../../lib/units.ts';
import type { Increase } from '../../sample/sample.ts';
import { movedOneWay, weightOf } from './increase.ts';

/** Moments kept. */
export const HISTORY_LENGTH = 60;

/** What a graph shows: shares of time (0 to 1) for `io` and `swapin`, bytes per second for the others. */
export const GRAPH_SOURCES = ['io', 'read', 'write', 'both', 'swapin'] as const;
export type GraphSource = (typeof GRAPH_SOURCES)[number];

/** What is stored of a moment; `both` is the sum of two of them. */
const KEPT = ['io', 'read', 'write', 'swapin'] as const;

export type Moment = {
  readonly number: number;
  readonly elapsed: Nanoseconds;
  /** Of the history, at its end. */
  readonly age: number;
  /** Its part of the average. */
  readonly weight: number;
};

/** What is left of a figure after this time. The mean age of what is in the average is that of the last 3 s, all alike. */
export const fading = (elapsed: number): number => Math.exp(-elapsed / 1.5e9);

/** After this time without bytes a row is sorted by nothing of them but a trace, however much they were; nanoseconds. */
const REMEMBERED = 3e9;
/** Of a terabyte a second less than a byte. */
const TRACE = 1e-13;

/** So many moments fit into the 64 bytes that V8 stores inside a typed array's object; most tasks live no longer. */
const FEW = 4;

/** The moments in which something happened, as a ring: at first of a few, then of `HISTORY_LENGTH`. */
export class Series {
  #moments = new Int32Array(FEW);
  #kept = new Float32Array(FEW * KEPT.length);
  /** Moments ever written. */
  #count = 0;
  hasEnded = false;
  /** As it was when the history had that age. */
  #smoothed = 0;
  #age = 0;
  /** When it last moved bytes. */
  #movedAt = 0;

  /** -1: none. */
  get last(): number {
    return this.#count === 0 ? -1 : (this.#moments[this.#slot(this.#count - 1)] as number);
  }

  get lastAge(): number {
    return this.#age;
  }

  smoothed(age: number): number {
    return this.#faded(age) * (age - this.#movedAt > REMEMBERED ? TRACE : 1);
  }

  #faded(age: number): number {
    return this.#smoothed * fading(age - this.#age);
  }

  add(increase: Increase, { number, elapsed, age, weight }: Moment): void {
    if (this.last !== number) this.#begin(number);
    const moved = weightOf(increase) as Bytes;
    this.#smoothed = this.#faded(age) + weight * bytesPerSecond(moved, elapsed);
    this.#age = age;
    if (moved > 0) this.#movedAt = age;
    const at = this.#slot(this.#count - 1) * KEPT.length;
    const kept = this.#kept;
    const { ioWait, swapWait } = increase;
    const read = movedOneWay(increase, 'read');
    const write = movedOneWay(increase, 'write');
    if (ioWait) kept[at] = Math.max(kept[at] as number, waitRatio(ioWait, elapsed));
    if (read) kept[at + 1] = (kept[at + 1] as number) + bytesPerSecond(read, elapsed);
    if (write) kept[at + 2] = (kept[at + 2] as number) + bytesPerSecond(write, elapsed);
    if (swapWait) kept[at + 3] = Math.max(kept[at + 3] as number, waitRatio(swapWait, elapsed));
  }

  /** Writes the known moments into `values`, which begin with the moment `first`. */
  copyInto(values: number[], first: number, source: GraphSource): void {
    const oldest = Math.max(0, this.#count - this.#moments.length);
    for (let index = this.#count - 1; index >= oldest; index--) {
      const slot = this.#slot(index);
      const moment = this.#moments[slot] as number;
      if (moment < first) return;
      values[moment - first] = this.#valueIn(slot * KEPT.length, source);
    }
  }

  #valueIn(at: number, source: GraphSource): number {
    return source === 'both'
      ? (this.#kept[at + 1] as number) + (this.#kept[at + 2] as number)
      : (this.#kept[at + KEPT.indexOf(source)] as number);
  }

  #begin(now: number): void {
    const overwritten = this.#moments[this.#slot(this.#count)] as number;
    if (this.#count >= this.#moments.length && overwritten > now - HISTORY_LENGTH) this.#grow();
    const slot = this.#slot(this.#count);
    this.#moments[slot] = now;
    this.#kept.fill(0, slot * KEPT.length, (slot + 1) * KEPT.length);
    this.#count += 1;
  }

  /** The large ring need not grow: what it overwrites is always too old. */
  #grow(): void {
    if (this.#moments.length === HISTORY_LENGTH) return;
    const moments = new Int32Array(HISTORY_LENGTH);
    const kept = new Float32Array(HISTORY_LENGTH * KEPT.length);
    for (let index = 0; index < FEW; index++) {
      const from = this.#slot(this.#count - FEW + index);
      moments[index] = this.#moments[from] as number;
      kept.set(
        this.#kept.subarray(from * KEPT.length, (from + 1) * KEPT.length),
        index * KEPT.length,
      );
    }
    this.#moments = moments;
    this.#kept = kept;
    this.#count = FEW;
  }

  #slot(index: number): number {
    return index % this.#moments.length;
  }
}
