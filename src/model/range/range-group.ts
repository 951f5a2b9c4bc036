/** Adds up one group of a report over a time. Mutable, and field by field: 24 hours of a busy host are nine million additions. */
import { defined } from '../../lib/defined.ts';
import {
  type Bytes,
  type BytesPerSecond,
  bytes,
  bytesPerSecond,
  type Milliseconds,
  type Nanoseconds,
  nanoseconds,
} from '../../lib/units.ts';
import type { Increase, TaskEntry } from '../../sample/sample.ts';
import type { Subject } from './grouping.ts';

/** What a group did in a time; waits are summed over tasks, as in summary.ts. Absent: unknown in every interval. */
export type RangeAmounts = Pick<
  Increase,
  'read' | 'write' | 'cancelledWrite' | 'ioWait' | 'swapWait' | 'diskRead' | 'diskWrite'
>;

export type Peak = {
  /** Bytes read and written, over the interval: of a group those charged; of all what tasks or disks moved (sample/moved.ts). */
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
  /** The sums of the interval being added. */
  readonly interval = new Sums();
  readonly #sums = new Sums();

  constructor(key: string, subject: Subject, firstSeen: Milliseconds) {
    this.key = key;
    this.subject = subject;
    this.firstSeen = firstSeen;
    this.lastSeen = firstSeen;
  }

  /** Adds to the interval what a task did in it. */
  add(entry: TaskEntry): void {
    const { interval } = this;
    interval.tasks += 1;
    if (entry.ended && !entry.endedBefore) interval.ended += 1;
    interval.add(entry);
  }

  /** Adds to the interval what another group did in it. */
  addAll(other: Sums): void {
    const { interval } = this;
    interval.tasks += other.tasks;
    interval.ended += other.ended;
    interval.add(other);
  }

  /** Ends the interval and begins the next. @param moved what may make it the peak */
  endInterval({ from, to, elapsed }: Moment, moved = this.interval.moved): void {
    const { interval } = this;
    if (moved > 0) {
      const rate = bytesPerSecond(moved, elapsed);
      if (rate > (this.peak?.rate ?? 0)) this.peak = { rate, at: to };
    }
    this.#sums.add(interval);
    this.ended += interval.ended;
    // The clock may be set back.
    if (from < this.firstSeen) this.firstSeen = from;
    if (to > this.lastSeen) this.lastSeen = to;
    interval.clear();
  }

  /** Bytes read and written so far. */
  get moved(): number {
    return this.#sums.moved;
  }

  /** Time waited for I/O so far, unknown as nothing: to order by. */
  get waited(): Nanoseconds {
    return this.#sums.ioWait ?? nanoseconds(0);
  }

  get amounts(): RangeAmounts {
    const { read, write, cancelledWrite, ioWait, swapWait, diskRead, diskWrite } = this.#sums;
    return defined({ read, write, cancelledWrite, ioWait, swapWait, diskRead, diskWrite });
  }
}

/** What a group does in one interval, or in all so far. */
class Sums {
  tasks = 0;
  ended = 0;
  read: Bytes | undefined;
  write: Bytes | undefined;
  cancelledWrite: Bytes | undefined;
  ioWait: Nanoseconds | undefined;
  swapWait: Nanoseconds | undefined;
  diskRead: Bytes | undefined;
  diskWrite: Bytes | undefined;

  add(more: { readonly [Name in keyof RangeAmounts]: RangeAmounts[Name] | undefined }): void {
    this.read = plus(this.read, more.read);
    this.write = plus(this.write, more.write);
    this.cancelledWrite = plus(this.cancelledWrite, more.cancelledWrite);
    this.ioWait = plus(this.ioWait, more.ioWait);
    this.swapWait = plus(this.swapWait, more.swapWait);
    this.diskRead = plus(this.diskRead, more.diskRead);
    this.diskWrite = plus(this.diskWrite, more.diskWrite);
  }

  /** Bytes read and written. */
  get moved(): Bytes {
    return bytes((this.read ?? 0) + (this.write ?? 0));
  }

  /** Bytes that devices were asked for. */
  get asked(): Bytes {
    return bytes((this.diskRead ?? 0) + (this.diskWrite ?? 0));
  }

  clear(): void {
    this.tasks = 0;
    this.ended = 0;
    this.read = undefined;
    this.write = undefined;
    this.cancelledWrite = undefined;
    this.ioWait = undefined;
    this.swapWait = undefined;
    this.diskRead = undefined;
    this.diskWrite = undefined;
  }
}

const plus = <T extends number>(a: T | undefined, b: T | undefined): T | undefined =>
  b === undefined ? a : a === undefined ? b : ((a + b) as T);
