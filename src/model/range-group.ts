/**
 * One group of a report over a time, while it is added up.
 *
 * Mutable, and written out field by field: 24 hours of a busy host are nine million additions.
 */
import {
  type Bytes,
  type BytesPerSecond,
  bytesPerSecond,
  type Milliseconds,
  type Nanoseconds,
} from '../lib/units.ts';
import type { TaskEntry } from '../sample/sample.ts';
import type { Subject } from './grouping.ts';
import { longer } from './increase.ts';

/** What a group did in a time. Absent: unknown in every interval. */
export type RangeAmounts = {
  readonly read?: Bytes;
  /** As charged; `cancelledWrite` of it, or of somebody else's, never reached the disk. */
  readonly write?: Bytes;
  readonly cancelledWrite?: Bytes;
  /** The longest waiting task of each interval, added up: never more than the truth. */
  readonly ioWait?: Nanoseconds;
  readonly swapWait?: Nanoseconds;
};

export type Peak = {
  /** Bytes read and written, over the interval. */
  readonly rate: BytesPerSecond;
  /** Wall time at the end of that interval. */
  readonly at: Milliseconds;
};

/** The ends of an interval on the wall clock, and its length. */
export type Moment = {
  readonly from: Milliseconds;
  readonly to: Milliseconds;
  readonly elapsed: Nanoseconds;
};

export class RangeGroup {
  readonly key: string;
  subject: Subject;
  /** Whether the subject is from the process's leader. */
  isLeader = false;
  readonly firstSeen: Milliseconds;
  lastSeen: Milliseconds;
  /** Tasks (threads) that ended. */
  ended = 0;
  peak: Peak | undefined;
  #read: number | undefined;
  #write: number | undefined;
  #cancelled: number | undefined;
  #ioWait: number | undefined;
  #swapWait: number | undefined;
  /** Of the interval being added. */
  #moved = 0;
  #longestIoWait: Nanoseconds | undefined;
  #longestSwapWait: Nanoseconds | undefined;
  #isOpen = false;

  constructor(key: string, subject: Subject, firstSeen: Milliseconds) {
    this.key = key;
    this.subject = subject;
    this.firstSeen = firstSeen;
    this.lastSeen = firstSeen;
  }

  /** Adds one task of the interval at hand. @returns whether it is the group's first in it */
  add(entry: TaskEntry): boolean {
    const { read, write, cancelledWrite, ioWait, swapWait } = entry;
    if (read !== undefined) {
      this.#read = (this.#read ?? 0) + read;
      this.#moved += read;
    }
    if (write !== undefined) {
      this.#write = (this.#write ?? 0) + write;
      this.#moved += write;
    }
    if (cancelledWrite !== undefined) this.#cancelled = (this.#cancelled ?? 0) + cancelledWrite;
    this.#longestIoWait = longer(this.#longestIoWait, ioWait);
    this.#longestSwapWait = longer(this.#longestSwapWait, swapWait);
    if (entry.ended) this.ended += 1;
    const isFirst = !this.#isOpen;
    this.#isOpen = true;
    return isFirst;
  }

  /** Ends the interval. @returns bytes moved in it */
  endInterval({ to, elapsed }: Moment): number {
    const moved = this.#moved;
    if (moved > 0) {
      const rate = bytesPerSecond(moved as Bytes, elapsed);
      if (rate > (this.peak?.rate ?? 0)) this.peak = { rate, at: to };
    }
    this.#ioWait = sum(this.#ioWait, this.#longestIoWait);
    this.#swapWait = sum(this.#swapWait, this.#longestSwapWait);
    this.lastSeen = to;
    this.#moved = 0;
    this.#longestIoWait = undefined;
    this.#longestSwapWait = undefined;
    this.#isOpen = false;
    return moved;
  }

  /** Bytes read and written so far. */
  get moved(): number {
    return (this.#read ?? 0) + (this.#write ?? 0);
  }

  /** Time waited for I/O so far, unknown as nothing: to order by. */
  get waited(): number {
    return this.#ioWait ?? 0;
  }

  get amounts(): RangeAmounts {
    return {
      ...(this.#read === undefined ? {} : { read: this.#read as Bytes }),
      ...(this.#write === undefined ? {} : { write: this.#write as Bytes }),
      ...(this.#cancelled === undefined ? {} : { cancelledWrite: this.#cancelled as Bytes }),
      ...(this.#ioWait === undefined ? {} : { ioWait: this.#ioWait as Nanoseconds }),
      ...(this.#swapWait === undefined ? {} : { swapWait: this.#swapWait as Nanoseconds }),
    };
  }
}

const sum = (a: number | undefined, b: number | undefined): number | undefined =>
  b === undefined ? a : (a ?? 0) + b;
