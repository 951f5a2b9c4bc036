/**
 * What was moved when, in at most `BUCKETS` buckets of equal length.
 *
 * When they do not suffice, each two become one of twice the length. What an interval moved is spread evenly over the buckets it
 * covers: when within the interval it moved is unknown.
 */
import { defined } from '../../lib/defined.ts';
import {
  type Bytes,
  type BytesPerSecond,
  type Milliseconds,
  milliseconds,
} from '../../lib/units.ts';
import type { Subject } from './grouping.ts';
import type { Span } from './unrecorded.ts';

/** Who moved most in one interval of a bucket. */
type Busiest = { readonly subject: Subject; readonly rate: BytesPerSecond };

type Bucket = {
  /** Wall time of its beginning. */
  readonly at: Milliseconds;
  readonly read: Bytes;
  readonly write: Bytes;
  /** How much of it was recorded; more than its width where the clock was set back. */
  readonly covered: Milliseconds;
  readonly busiest?: Busiest;
};

export type TimelineOf = {
  readonly width: Milliseconds;
  /** Those in which something was recorded, in order of time. */
  readonly buckets: readonly Bucket[];
};

type Slot = { read: number; write: number; covered: number; busiest: Busiest | undefined };

type Moved = { readonly read: number | undefined; readonly write: number | undefined };

const BUCKETS = 2048;
/** ms: mostly a sample a second is recorded. */
const FIRST_WIDTH = 1000;

export class Timeline {
  #width = FIRST_WIDTH;
  #slots = new Map<number, Slot>();

  /** @param interval its ends on the wall clock */
  add(interval: Span, moved: Moved, busiest: Busiest | undefined): void {
    const { from, to } = interval;
    while (to - from > BUCKETS * this.#width) this.#halve();
    const last = milliseconds(Math.max(from, to - 1));
    for (let number = this.#numberAt(from); number <= this.#numberAt(last); number++) {
      this.#put(number, { ...partOf(interval, moved, this.#spanOf(number)), busiest });
    }
    while (this.#slots.size > BUCKETS) this.#halve();
  }

  result(): TimelineOf {
    const buckets = [...this.#slots].sort(([a], [b]) => a - b);
    return {
      width: milliseconds(this.#width),
      buckets: buckets.map(([number, { read, write, covered, busiest }]) =>
        defined({
          at: milliseconds(number * this.#width),
          read: read as Bytes,
          write: write as Bytes,
          covered: milliseconds(covered),
          busiest,
        }),
      ),
    };
  }

  #numberAt(time: Milliseconds): number {
    return Math.floor(time / this.#width);
  }

  #spanOf(number: number): Span {
    const width = this.#width;
    return { from: milliseconds(number * width), to: milliseconds((number + 1) * width) };
  }

  #put(number: number, slot: Slot): void {
    const there = this.#slots.get(number);
    if (there === undefined) {
      this.#slots.set(number, slot);
      return;
    }
    there.read += slot.read;
    there.write += slot.write;
    there.covered += slot.covered;
    if ((slot.busiest?.rate ?? 0) > (there.busiest?.rate ?? 0)) there.busiest = slot.busiest;
  }

  #halve(): void {
    const slots = this.#slots;
    this.#width *= 2;
    this.#slots = new Map();
    for (const [number, slot] of slots) this.#put(Math.floor(number / 2), slot);
  }
}

/** The part of an interval that falls into a bucket, in whole bytes: the parts of all buckets add up to the interval's. */
const partOf = (
  interval: Span,
  { read = 0, write = 0 }: Moved,
  bucket: Span,
): Omit<Slot, 'busiest'> => {
  const length = interval.to - interval.from;
  const begin = Math.max(interval.from, bucket.from) - interval.from;
  const end = Math.min(interval.to, bucket.to) - interval.from;
  const until = (amount: number, time: number): number =>
    time >= length ? amount : Math.round((amount * time) / length);
  const within = (amount: number): number =>
    until(amount, end) - (begin === 0 ? 0 : until(amount, begin));
  return { read: within(read), write: within(write), covered: end - begin };
};
