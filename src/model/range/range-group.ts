/**
 * One group of a report over a time, while it is added up.
 *
 * Mutable, and written out field by field: 24 hours of a busy host are nine million additions.
 */
import { defined } from '../../lib/defined.ts';
import {
  type Bytes,
  type BytesPerSecond,
  bytes,
  bytesPerSecond,
  type Milliseconds,
  type Nanoseconds,
} from '../../lib/units.ts';
import type { TaskEntry } from '../../sample/sample.ts';
import type { Subject } from './grouping.ts';

/** What a group did in a time. Absent: unknown in every interval. */
export type RangeAmounts = {
  readonly read?: Bytes;
  /** As charged; `cancelledWrite` of it, or of somebody else's, never reached the disk. */
  readonly write?: Bytes;
  readonly cancelledWrite?: Bytes;
  /** Summed over tasks, as in summary.ts and by `iotop run`: ten tasks that wait a second at once wait ten seconds. */
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
  firstSeen: Milliseconds;
  lastSeen: Milliseconds;
  /** Tasks (threads) that ended. */
  ended = 0;
  peak: Peak | undefined;
  /** The interval being added; undefined amounts and no tasks before its first. */
  readonly interval = new Interval();
  #read: Bytes | undefined;
  #write: Bytes | undefined;
  #cancelled: Bytes | undefined;
  #ioWait: Nanoseconds | undefined;
  #swapWait: Nanoseconds | undefined;

  constructor(key: string, subject: Subject, firstSeen: Milliseconds) {
    this.key = key;
    this.subject = subject;
    this.firstSeen = firstSeen;
    this.lastSeen = firstSeen;
  }

  /** Ends the interval and begins the next. */
  endInterval({ from, to, elapsed }: Moment): void {
    const { interval } = this;
    const { moved } = interval;
    if (moved > 0) {
      const rate = bytesPerSecond(moved, elapsed);
      if (rate > (this.peak?.rate ?? 0)) this.peak = { rate, at: to };
    }
    this.#read = plus(this.#read, interval.read);
    this.#write = plus(this.#write, interval.write);
    this.#cancelled = plus(this.#cancelled, interval.cancelledWrite);
    this.#ioWait = plus(this.#ioWait, interval.ioWait);
    this.#swapWait = plus(this.#swapWait, interval.swapWait);
    this.ended += interval.ended;
    // The clock may have been set back.
    if (from < this.firstSeen) this.firstSeen = from;
    if (to > this.lastSeen) this.lastSeen = to;
    interval.clear();
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
      ...defined({
        read: this.#read,
        write: this.#write,
        cancelledWrite: this.#cancelled,
        ioWait: this.#ioWait,
        swapWait: this.#swapWait,
      }),
    };
  }
}

/** What a group does in one interval. */
class Interval {
  tasks = 0;
  ended = 0;
  read: Bytes | undefined;
  write: Bytes | undefined;
  cancelledWrite: Bytes | undefined;
  ioWait: Nanoseconds | undefined;
  swapWait: Nanoseconds | undefined;

  add(entry: TaskEntry): void {
    this.tasks += 1;
    if (entry.ended) this.ended += 1;
    this.read = plus(this.read, entry.read);
    this.write = plus(this.write, entry.write);
    this.cancelledWrite = plus(this.cancelledWrite, entry.cancelledWrite);
    this.ioWait = plus(this.ioWait, entry.ioWait);
    this.swapWait = plus(this.swapWait, entry.swapWait);
  }

  /** All that another group did. */
  addAll(other: Interval): void {
    this.tasks += other.tasks;
    this.ended += other.ended;
    this.read = plus(this.read, other.read);
    this.write = plus(this.write, other.write);
    this.cancelledWrite = plus(this.cancelledWrite, other.cancelledWrite);
    this.ioWait = plus(this.ioWait, other.ioWait);
    this.swapWait = plus(this.swapWait, other.swapWait);
  }

  /** Bytes read and written. */
  get moved(): Bytes {
    return bytes((this.read ?? 0) + (this.write ?? 0));
  }

  clear(): void {
    this.tasks = 0;
    this.ended = 0;
    this.read = undefined;
    this.write = undefined;
    this.cancelledWrite = undefined;
    this.ioWait = undefined;
    this.swapWait = undefined;
  }
}

const plus = <T extends number>(a: T | undefined, b: T | undefined): T | undefined =>
  b === undefined ? a : a === undefined ? b : ((a + b) as T);
