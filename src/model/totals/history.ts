/**
 * The recent past of every task, process and the machine, for graphs: one moment a sample, the last `HISTORY_LENGTH` of them.
 *
 * Memory: some 0.3 KB for each task that was active lately, 1.3 KB if in more than a few moments. Those idle for the whole length
 * are forgotten.
 */
import { bytesPerSecond, type Nanoseconds, nanoseconds, waitRatio } from '../../lib/units.ts';
import type { Increase, Sample, TaskEntry, TaskKey } from '../../sample/sample.ts';
import { taskKey } from '../../sample/sample.ts';
import { isDisk } from '../devices/disk-load.ts';
import { processKeyOf } from '../view/processes.ts';
import { netWrite } from './increase.ts';

/** Moments kept. */
export const HISTORY_LENGTH = 60;

/** What a graph shows: shares of time (0 to 1) for `io` and `swapin`, bytes per second for the others. */
export const GRAPH_SOURCES = ['io', 'read', 'write', 'both', 'swapin'] as const;
export type GraphSource = (typeof GRAPH_SOURCES)[number];

/** What is stored of a moment; `both` is the sum of two of them. */
const KEPT = ['io', 'read', 'write', 'swapin'] as const;

export class History {
  readonly #tasks = new Map<TaskKey, Series>();
  readonly #processes = new Map<TaskKey, Series>();
  readonly #disks = new Map<string, Series>();
  readonly #machine = new Series();
  #now = -1;

  /** Samples seen so far. */
  get length(): number {
    return this.#now + 1;
  }

  /** Adds one interval. */
  add(sample: Sample): void {
    this.#now += 1;
    const elapsed = nanoseconds(sample.endedAt - sample.startedAt);
    for (const entry of sample.tasks) this.#addEntry(entry, elapsed);
    const { blockRead, blockWrite, devices = [] } = sample.system;
    for (const { name, readBytes, writeBytes } of devices.filter(isDisk)) {
      const moved = { read: readBytes, write: writeBytes };
      seriesOf(this.#disks, name).add(this.#now, moved, elapsed);
    }
    const moved = {
      ...(blockRead && { read: blockRead }),
      ...(blockWrite && { write: blockWrite }),
    };
    this.#machine.add(this.#now, moved, elapsed);
    if (this.#now % HISTORY_LENGTH === 0) this.#forgetIdle();
  }

  /** The moments of a task, oldest first; fewer than `count` when iotop has not seen as many. Idle moments are 0. */
  ofTask(key: TaskKey, source: GraphSource, count: number): readonly number[] {
    return this.#values(this.#tasks.get(key), source, count);
  }

  /** Bytes of all threads, ended ones too, added up; the longest of their waits. @param key the process's identity */
  ofProcess(key: TaskKey, source: GraphSource, count: number): readonly number[] {
    return this.#values(this.#processes.get(key), source, count);
  }

  /** What a disk moved, by its name. */
  ofDisk(name: string, source: 'read' | 'write', count: number): readonly number[] {
    return this.#values(this.#disks.get(name), source, count);
  }

  /** What the block layer moved. */
  ofMachine(source: 'read' | 'write', count: number): readonly number[] {
    return this.#values(this.#machine, source, count);
  }

  #addEntry(entry: TaskEntry, elapsed: Nanoseconds): void {
    seriesOf(this.#tasks, taskKey(entry.tid, entry.startedAt)).add(this.#now, entry, elapsed);
    seriesOf(this.#processes, processKeyOf(entry)).add(this.#now, entry, elapsed);
  }

  #values(series: Series | undefined, source: GraphSource, count: number): readonly number[] {
    const known = Math.min(count, HISTORY_LENGTH, this.length);
    const values: number[] = new Array(known).fill(0);
    series?.copyInto(values, this.#now - known + 1, source);
    return values;
  }

  #forgetIdle(): void {
    forgetIdleIn(this.#tasks, this.#now);
    forgetIdleIn(this.#processes, this.#now);
    forgetIdleIn(this.#disks, this.#now);
  }
}

/** So many moments fit into the 64 bytes that V8 stores inside a typed array's object; most tasks live no longer. */
const FEW = 4;

/** The moments in which something happened, as a ring: at first of a few, then of `HISTORY_LENGTH`. */
class Series {
  #moments = new Int32Array(FEW);
  #kept = new Float32Array(FEW * KEPT.length);
  /** Moments ever written. */
  #count = 0;

  /** -1: none. */
  get last(): number {
    return this.#count === 0 ? -1 : (this.#moments[this.#slot(this.#count - 1)] as number);
  }

  add(now: number, increase: Increase, elapsed: Nanoseconds): void {
    if (this.last !== now) this.#begin(now);
    const at = this.#slot(this.#count - 1) * KEPT.length;
    const kept = this.#kept;
    const { ioWait, read, swapWait } = increase;
    const write = netWrite(increase);
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

const seriesOf = <Key>(map: Map<Key, Series>, key: Key): Series => {
  const known = map.get(key);
  if (known !== undefined) return known;
  const series = new Series();
  map.set(key, series);
  return series;
};

const forgetIdleIn = <Key>(map: Map<Key, Series>, now: number): void => {
  for (const [key, series] of map) if (series.last <= now - HISTORY_LENGTH) map.delete(key);
};
