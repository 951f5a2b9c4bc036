/**
 * The near past of every task, process and the machine, for graphs: one moment a sample, the last `HISTORY_LENGTH` of them.
 *
 * Memory: about 1 KB for each task that did something lately; those that have been quiet for the whole length are forgotten.
 */
import { bytesPerSecond, type Nanoseconds, nanoseconds, waitRatio } from '../lib/units.ts';
import type { Increase, Sample, TaskEntry, TaskKey } from '../sample/sample.ts';
import { taskKey } from '../sample/sample.ts';
import { netWrite } from './increase.ts';
import { processKeyOf } from './processes.ts';

/** Moments kept. */
export const HISTORY_LENGTH = 60;

/** What a graph shows: shares of time (0 to 1) for `io` and `swapin`, bytes per second for the others. */
export const GRAPH_SOURCES = ['io', 'read', 'write', 'both', 'swapin'] as const;
export type GraphSource = (typeof GRAPH_SOURCES)[number];

/** What is kept of a moment; `both` is made of two of them. */
const KEPT = ['io', 'read', 'write', 'swapin'] as const;

/** What a view may ask; the sampler's side adds. */
export type PastOf = Pick<History, 'ofTask' | 'ofProcess' | 'ofMachine' | 'length'>;

export class History {
  readonly #tasks = new Map<TaskKey, Series>();
  readonly #processes = new Map<TaskKey, Series>();
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
    const { blockRead, blockWrite } = sample.system;
    const moved = {
      ...(blockRead && { read: blockRead }),
      ...(blockWrite && { write: blockWrite }),
    };
    this.#machine.add(this.#now, moved, elapsed);
    if (this.#now % HISTORY_LENGTH === 0) this.#forgetQuiet();
  }

  /** The moments of a task, oldest first; shorter than `count` when less is known. Quiet moments are 0. */
  ofTask(key: TaskKey, source: GraphSource, count: number): readonly number[] {
    return this.#values(this.#tasks.get(key), source, count);
  }

  /** Bytes of all threads, ended ones too, added up; of waits the longest. @param key the process's identity */
  ofProcess(key: TaskKey, source: GraphSource, count: number): readonly number[] {
    return this.#values(this.#processes.get(key), source, count);
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
    const values: number[] = [];
    for (let at = this.#now - known + 1; at <= this.#now; at++) {
      values.push(series?.at(at, source) ?? 0);
    }
    return values;
  }

  #forgetQuiet(): void {
    for (const map of [this.#tasks, this.#processes]) {
      for (const [key, series] of map) {
        if (series.last <= this.#now - HISTORY_LENGTH) map.delete(key);
      }
    }
  }
}

/** A ring of moments; slots between two additions are quiet. */
class Series {
  last = -1;
  readonly #ring = new Float32Array(HISTORY_LENGTH * KEPT.length);

  add(now: number, increase: Increase, elapsed: Nanoseconds): void {
    if (this.last !== now) this.#advance(now);
    const slot = (now % HISTORY_LENGTH) * KEPT.length;
    const ring = this.#ring;
    const { ioWait, read, swapWait } = increase;
    const write = netWrite(increase);
    if (ioWait) ring[slot] = Math.max(ring[slot] as number, waitRatio(ioWait, elapsed));
    if (read) ring[slot + 1] = (ring[slot + 1] as number) + bytesPerSecond(read, elapsed);
    if (write) ring[slot + 2] = (ring[slot + 2] as number) + bytesPerSecond(write, elapsed);
    if (swapWait) ring[slot + 3] = Math.max(ring[slot + 3] as number, waitRatio(swapWait, elapsed));
  }

  at(moment: number, source: GraphSource): number {
    if (moment > this.last || moment <= this.last - HISTORY_LENGTH || moment < 0) return 0;
    const slot = (moment % HISTORY_LENGTH) * KEPT.length;
    if (source === 'both') {
      return (this.#ring[slot + 1] as number) + (this.#ring[slot + 2] as number);
    }
    return this.#ring[slot + KEPT.indexOf(source)] as number;
  }

  #advance(now: number): void {
    for (let at = Math.max(this.last + 1, now - HISTORY_LENGTH + 1); at <= now; at++) {
      const slot = (at % HISTORY_LENGTH) * KEPT.length;
      this.#ring.fill(0, slot, slot + KEPT.length);
    }
    this.last = now;
  }
}

const seriesOf = (map: Map<TaskKey, Series>, key: TaskKey): Series => {
  const known = map.get(key);
  if (known !== undefined) return known;
  const series = new Series();
  map.set(key, series);
  return series;
};
