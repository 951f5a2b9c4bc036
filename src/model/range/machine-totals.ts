/** What the machine did over a time, whoever asked for it: its disks, and how long tasks stalled for them. */
import { defined } from '../../lib/defined.ts';
import { type Bytes, bytes, type Nanoseconds, nanoseconds, type Ratio } from '../../lib/units.ts';
import type { DeviceEntry, Sample } from '../../sample/sample.ts';
import { isDisk } from '../devices/disk-load.ts';

export type MachineRange = {
  /** Moved by the block layer; absent where unknown throughout. */
  readonly disks: { readonly read?: Bytes; readonly write?: Bytes };
  /** The part of the time in which some task stood still for I/O (PSI), of the samples that know it; absent: none does. */
  readonly stalled?: Ratio;
  /** Whole disks, memory used as one, and devices asked for by name, that did something: the busiest first. */
  readonly diskLoads: readonly DiskRange[];
};

export type DiskRange = {
  readonly name: string;
  /** The part of the time in which a request was in flight. */
  readonly busy: Ratio;
  /** Mean time of a read, and of a write, in queue and device; absent: none was completed, or nobody counted. */
  readonly readAwait?: Nanoseconds;
  readonly writeAwait?: Nanoseconds;
};

/** Names may come from anybody: disks beyond so many are left out. */
const LIMIT = 4096;

/** Requests are those whose time is known. */
type DiskSum = { reads: number; writes: number; readTime: number; writeTime: number; busy: number };

export class MachineTotals {
  readonly #moved: { read?: Bytes; write?: Bytes } = {};
  readonly #disks = new Map<string, DiskSum>();
  #length = 0;
  #stalled = 0;
  /** Length of the samples that know how long tasks stalled. */
  #known = 0;

  add({ system, startedAt, endedAt, keptTo }: Sample): void {
    const { blockRead, blockWrite, pressure, devices = [] } = system;
    if (blockRead !== undefined) this.#moved.read = bytes((this.#moved.read ?? 0) + blockRead);
    if (blockWrite !== undefined) this.#moved.write = bytes((this.#moved.write ?? 0) + blockWrite);
    this.#length += endedAt - startedAt;
    if (pressure?.ioSome !== undefined) {
      this.#stalled += pressure.ioSome;
      this.#known += endedAt - startedAt;
    }
    for (const device of devices)
      if (isDisk(device) || keptTo?.devices.has(device.name)) this.#addDisk(device);
  }

  result(): MachineRange {
    const loads = [...this.#disks].map(([name, sum]) => diskRange(name, sum, this.#length));
    return {
      disks: { ...this.#moved },
      ...defined({ stalled: this.#known > 0 ? partOf(this.#stalled, this.#known) : undefined }),
      diskLoads: loads.sort((a, b) => b.busy - a.busy || (a.name < b.name ? -1 : 1)),
    };
  }

  #addDisk({ name, reads, writes, readTime, writeTime, busy }: DeviceEntry): void {
    if (reads + writes + busy === 0) return;
    let sum = this.#disks.get(name);
    if (sum === undefined) {
      if (this.#disks.size >= LIMIT) return;
      sum = { reads: 0, writes: 0, readTime: 0, writeTime: 0, busy: 0 };
      this.#disks.set(name, sum);
    }
    sum.busy += busy;
    if (readTime !== undefined) {
      sum.reads += reads;
      sum.readTime += readTime;
    }
    if (writeTime !== undefined) {
      sum.writes += writes;
      sum.writeTime += writeTime;
    }
  }
}

const diskRange = (name: string, sum: DiskSum, length: number): DiskRange => ({
  name,
  busy: partOf(sum.busy, length),
  ...defined({
    readAwait: meanOf(sum.readTime, sum.reads),
    writeAwait: meanOf(sum.writeTime, sum.writes),
  }),
});

const meanOf = (time: number, count: number): Nanoseconds | undefined =>
  count === 0 ? undefined : nanoseconds(Math.round(time / count));

/** Both clocks are read at slightly different times. */
const partOf = (time: number, whole: number): Ratio =>
  Math.min(1, time / Math.max(1, whole)) as Ratio;
