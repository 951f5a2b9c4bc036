/**
 * Where each owner's last read and last write of a device ended. The programs count those that began where the one before had ended, but for the first ones of an
 * interval: what came before them was taken out of the kernel with its interval.
 */
import type { AskedRecord, Run } from './asked-record.ts';

export class Sequences {
  #ends = new Map<string, Ends>();
  #endsBefore = new Map<string, Ends>();

  /** The record, with its first read and its first write counted too where they went on. */
  goOn(record: AskedRecord): AskedRecord {
    const { device, tid, startedAt, asked, sectors } = record;
    const { read, write } = sectors;
    if (read.last === 0 && write.last === 0) return record;
    const key = `${device} ${tid}@${startedAt}`;
    const before = this.#ends.get(key) ?? this.#endsBefore.get(key) ?? NONE;
    this.#ends.set(key, { read: read.last || before.read, write: write.last || before.write });
    const { sequential = 0, reads = 0, writes = 0 } = asked;
    const all = sequential + follows(read, before.read) + follows(write, before.write);
    // One that was refused, and is asked for again, is no request of this interval.
    return { ...record, asked: { ...asked, sequential: Math.min(all, reads + writes) } };
  }

  /** To be called once an interval. */
  forgetOld(): void {
    if (this.#ends.size < LIMIT) return;
    this.#endsBefore = this.#ends;
    this.#ends = new Map();
  }
}

/** Sectors. */
type Ends = { readonly read: number; readonly write: number };
const NONE: Ends = { read: 0, write: 0 };

const follows = ({ first, last }: Run, end: number): number =>
  last > 0 && end > 0 && first === end ? 1 : 0;

/** Pairs of owner and device remembered, twice. */
const LIMIT = 4_096;
