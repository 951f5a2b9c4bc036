/**
 * What was moved when, in buckets of equal length: at most `BUCKETS` of them, however long the time.
 *
 * When they do not suffice, two and two become one and buckets are twice as long. An interval is counted where its middle lies.
 */
import { type Bytes, type BytesPerSecond, type Milliseconds, milliseconds } from '../lib/units.ts';
import type { Subject } from './grouping.ts';

/** Who moved most in one interval of a bucket. */
export type Busiest = { readonly subject: Subject; readonly rate: BytesPerSecond };

export type Bucket = {
  /** Wall time of its beginning. */
  readonly at: Milliseconds;
  readonly read: Bytes;
  readonly write: Bytes;
  readonly busiest?: Busiest;
};

export type TimelineOf = {
  readonly width: Milliseconds;
  /** Those in which something was recorded, in order of time. */
  readonly buckets: readonly Bucket[];
};

type Slot = { read: number; write: number; busiest: Busiest | undefined };

const BUCKETS = 2048;
/** A sample a second is what is recorded mostly. */
const FIRST_WIDTH = 1000;

export class Timeline {
  #width = FIRST_WIDTH;
  #slots = new Map<number, Slot>();

  add(
    middle: Milliseconds,
    {
      read = 0,
      write = 0,
    }: { readonly read: number | undefined; readonly write: number | undefined },
    busiest: Busiest | undefined,
  ): void {
    this.#put(Math.floor(middle / this.#width), { read, write, busiest });
    while (this.#slots.size > BUCKETS) this.#halve();
  }

  result(): TimelineOf {
    const buckets = [...this.#slots].sort(([a], [b]) => a - b);
    return {
      width: milliseconds(this.#width),
      buckets: buckets.map(([number, { read, write, busiest }]) => ({
        at: milliseconds(number * this.#width),
        read: read as Bytes,
        write: write as Bytes,
        ...(busiest === undefined ? {} : { busiest }),
      })),
    };
  }

  #put(number: number, slot: Slot): void {
    const there = this.#slots.get(number);
    if (there === undefined) {
      this.#slots.set(number, slot);
      return;
    }
    there.read += slot.read;
    there.write += slot.write;
    if ((slot.busiest?.rate ?? 0) > (there.busiest?.rate ?? 0)) there.busiest = slot.busiest;
  }

  #halve(): void {
    const slots = this.#slots;
    this.#width *= 2;
    this.#slots = new Map();
    for (const [number, slot] of slots) this.#put(Math.floor(number / 2), slot);
  }
}
