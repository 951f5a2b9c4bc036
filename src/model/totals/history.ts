/**
 * The recent past of every task, process and the machine, for graphs: one moment a sample, the last `HISTORY_LENGTH` of them. And what it
 * moved in the last few seconds, by which rows are sorted so that they do not dance.
 *
 * Memory: some 0.3 KB for each task that was active lately, 1.3 KB if in more than a few moments. Those idle for the whole length
 * are forgotten.
 */
import { nanoseconds } from '../../lib/units.ts';
import type { Sample, TaskEntry, TaskKey } from '../../sample/sample.ts';
import { taskKey } from '../../sample/sample.ts';
import { increaseOf, ownersIn } from '../owners.ts';
import { type EndedParentOf, endedParents } from '../units/ended-parents.ts';
import {
  deviceKeyOf,
  endedKeyOf,
  endedKeyUnder,
  groupKeyOf,
  isGroupUnit,
  isKeyOf,
  ownerKeyOf,
  UNITS,
  type Unit,
} from '../units/unit.ts';
import { processKeyOf } from '../view/processes.ts';
import { fading, type GraphSource, HISTORY_LENGTH, type Moment, Series } from './series.ts';

export class History {
  readonly #tasks = new Map<TaskKey, Series>();
  readonly #processes = new Map<TaskKey, Series>();
  /** Of devices, and of all rows that are of several tasks. */
  readonly #groups = new Map<TaskKey, Series>();
  readonly #machine = new Series();
  #now = -1;
  /** Nanoseconds: the lengths of all samples together. No clock, which goes back in a replay. */
  #age = 0;

  /** Samples seen so far. */
  get length(): number {
    return this.#now + 1;
  }

  /** Adds one interval. */
  add(sample: Sample): void {
    this.#now += 1;
    const elapsed = nanoseconds(sample.endedAt - sample.startedAt);
    this.#age += elapsed;
    const moment = { number: this.#now, elapsed, age: this.#age, weight: 1 - fading(elapsed) };
    const parentOf = endedParents(sample.tasks);
    for (const entry of sample.tasks) this.#addEntry(entry, moment, parentOf);
    const { blockRead, blockWrite, devices = [] } = sample.system;
    for (const { name, readBytes, writeBytes, busy } of devices)
      seriesOf(this.#groups, deviceKeyOf(name)).add(
        { read: readBytes, write: writeBytes, ioWait: busy },
        moment,
      );
    for (const entry of ownersIn(sample))
      seriesOf(this.#groups, ownerKeyOf(entry.owner)).add(increaseOf(entry), moment);
    const moved = {
      ...(blockRead && { read: blockRead }),
      ...(blockWrite && { write: blockWrite }),
    };
    this.#machine.add(moved, moment);
    if (this.#now % HISTORY_LENGTH === 0) this.#forgetIdle();
  }

  /**
   * The moments of a task, or of a row with a key of its own (units/unit.ts), oldest first; fewer than `count` when iotop has not seen as many.
   * Idle moments are 0.
   */
  ofTask(key: TaskKey, source: GraphSource, count: number): readonly number[] {
    return this.#values(this.#seriesOf('thread', key), source, count);
  }

  /** Bytes of all threads, ended ones too, added up; the longest of their waits. @param key the process's identity */
  ofProcess(key: TaskKey, source: GraphSource, count: number): readonly number[] {
    return this.#values(this.#seriesOf('process', key), source, count);
  }

  /** What a disk moved, by its name. */
  ofDisk(name: string, source: 'read' | 'write', count: number): readonly number[] {
    return this.#values(this.#groups.get(deviceKeyOf(name)), source, count);
  }

  /** What the block layer moved. */
  ofMachine(source: 'read' | 'write', count: number): readonly number[] {
    return this.#values(this.#machine, source, count);
  }

  /** Bytes a second, an average in which the past fades: most of it is of the last 3 s, and a trace is left for a minute at least. */
  smoothed(unit: 'thread' | 'process', key: TaskKey): number {
    return this.#seriesOf(unit, key)?.smoothed(this.#age) ?? 0;
  }

  /** Keys of the `most` for which it is highest, however low, among those that did nothing in the last interval and are not known to have ended. */
  movedLately(unit: Unit, most: number): readonly TaskKey[] {
    const moved: { readonly key: TaskKey; readonly smoothed: number }[] = [];
    for (const [key, series] of this.#keysOf(unit)) {
      if (series.hasEnded || series.last === this.#now) continue;
      const smoothed = series.smoothed(this.#age);
      if (smoothed > 0) moved.push({ key, smoothed });
    }
    moved.sort((a, b) => b.smoothed - a.smoothed);
    return moved.slice(0, most).map(({ key }) => key);
  }

  *#keysOf(unit: Unit): Iterable<readonly [TaskKey, Series]> {
    if (unit === 'threads') yield* this.#tasks;
    else if (unit === 'processes') yield* this.#processes;
    else for (const each of this.#groups) if (isKeyOf(unit, each[0])) yield each;
  }

  #seriesOf(unit: 'thread' | 'process', key: TaskKey): Series | undefined {
    return this.#groups.get(key) ?? (unit === 'thread' ? this.#tasks : this.#processes).get(key);
  }

  #addEntry(entry: TaskEntry, moment: Moment, parentOf: EndedParentOf): void {
    const { tid, tgid = tid, ended = false, processLives = false } = entry;
    const task = seriesOf(this.#tasks, taskKey(tid, entry.startedAt));
    const process = seriesOf(this.#processes, processKeyOf(entry));
    task.add(entry, moment);
    process.add(entry, moment);
    task.hasEnded = ended;
    if (tid === tgid) process.hasEnded = ended && !processLives;
    for (const unit of GROUP_UNITS)
      seriesOf(this.#groups, groupKeyOf(unit, entry)).add(entry, moment);
    // What ended goes on where it is added up.
    if (!ended) return;
    seriesOf(this.#groups, endedKeyOf(entry)).add(entry, moment);
    const parent = parentOf(entry);
    if (parent !== undefined)
      seriesOf(this.#groups, endedKeyUnder(parent, entry)).add(entry, moment);
  }

  #values(series: Series | undefined, source: GraphSource, count: number): readonly number[] {
    const known = Math.min(count, HISTORY_LENGTH, this.length);
    const values: number[] = new Array(known).fill(0);
    series?.copyInto(values, this.#now - known + 1, source);
    return values;
  }

  #forgetIdle(): void {
    this.#forgetIdleIn(this.#tasks);
    this.#forgetIdleIn(this.#processes);
    this.#forgetIdleIn(this.#groups);
  }

  #forgetIdleIn<Key>(map: Map<Key, Series>): void {
    for (const [key, series] of map) {
      const isIdle = series.last <= this.#now - HISTORY_LENGTH;
      if (isIdle && series.lastAge < this.#age - LEAST_TRACE) map.delete(key);
    }
  }
}

const GROUP_UNITS = UNITS.filter(isGroupUnit);

/** Who moved something in this time is not forgotten, however short the intervals are; nanoseconds. */
const LEAST_TRACE = 60e9;

const seriesOf = <Key>(map: Map<Key, Series>, key: Key): Series => {
  const known = map.get(key);
  if (known !== undefined) return known;
  const series = new Series();
  map.set(key, series);
  return series;
};
