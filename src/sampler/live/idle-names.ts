/**
 * Names of tasks that did nothing, for lists that show them.
 *
 * A task that has not run since it was looked up still has those names: they are handed out again, so that a list of ten thousand
 * sleepers costs no ten thousand objects a second. What was looked up last is kept sorted by id, as passes are, and walked in step.
 */

import { isStill, unnamedIdle } from '../../sample/idle-tasks.ts';
import type { IdleTasks, TaskEntry, TaskNames } from '../../sample/sample.ts';
import { findRow } from '../../sample/task-row.ts';
import type { Snapshot } from '../table/snapshot.ts';
import type { Describer } from './describe.ts';

/** What was looked up last, by task id: as many as there are names. */
type Known = {
  readonly tids: Int32Array;
  readonly startedAt: Float64Array;
  /** When its names were read; NaN, which equals nothing: they must be read anew. */
  readonly runtimes: Float64Array;
  /** As the engine saw them, unresolved. */
  readonly priorities: Int32Array;
  readonly names: TaskNames[];
};

/**
 * Somebody else may change a sleeper's nice value, and with it its priority. Each is looked up again once in so many turns, which is every ten
 * seconds, and each turn has its tasks.
 */
const TURNS = 100;
/** ns */
const TURN = 10e9 / TURNS;

export class IdleNames {
  readonly #describer: Describer;
  #known = room(0);
  /** What was known before that: room for what will be. */
  #spare = room(0);
  /** Of the last look. */
  #turn = Number.NaN;

  constructor(describer: Describer) {
    this.#describer = describer;
  }

  /** @param places ascending @param now the last pass */
  of(idle: IdleTasks, places: Int32Array, now: Snapshot): readonly TaskNames[] {
    const { rows } = idle;
    const { columns } = idle.now;
    const turn = Math.floor(now.startedAt / TURN);
    const turnsSince = turn - this.#turn;
    const before = this.#known;
    const known = roomFor(places.length, this.#spare);
    let at = 0;
    for (let i = 0; i < places.length; i++) {
      const place = places[i] as number;
      const row = rows[place] as number;
      const tid = columns.tid[row] as number;
      known.tids[i] = tid;
      known.startedAt[i] = columns.startedAt[row] as number;
      known.runtimes[i] = columns.runtime[row] as number;
      known.priorities[i] = columns.ioPriority[row] as number;
      while (at < before.names.length && (before.tids[at] as number) < tid) at += 1;
      const held = isAsleep(before, at, known, i) ? before.names[at] : undefined;
      const isDue = (turn + tid) % TURNS < turnsSince;
      if (held !== undefined && !isDue) {
        known.names[i] = held;
        continue;
      }
      const entry = unnamedIdle(idle, place);
      const names = isListed(entry, now) ? this.#describer.namesOf(entry, now) : {};
      known.names[i] = held !== undefined && areSame(held, names) ? held : names;
      if (!isStill(idle, place)) known.runtimes[i] = Number.NaN;
    }
    this.#known = known;
    this.#spare = before;
    this.#turn = turn;
    return known.names;
  }
}

/** A frozen screen may ask for a task that has ended since, and whose id is another's. */
const isListed = ({ tid, startedAt }: TaskEntry, now: Snapshot): boolean => {
  const row = findRow(now, tid);
  return row >= 0 && now.columns.startedAt[row] === startedAt;
};

const room = (count: number): Known => ({
  tids: new Int32Array(count),
  startedAt: new Float64Array(count),
  runtimes: new Float64Array(count),
  priorities: new Int32Array(count),
  names: new Array<TaskNames>(count),
});

/** The names are handed out, so they are new each time; the columns are not. */
const roomFor = (count: number, spare: Known): Known =>
  count > spare.tids.length ? room(count) : { ...spare, names: new Array<TaskNames>(count) };

/** The task has not run since its names were read, nor did anybody set its priority. */
const isAsleep = (before: Known, at: number, now: Known, i: number): boolean =>
  before.tids[at] === now.tids[i] &&
  before.startedAt[at] === now.startedAt[i] &&
  before.runtimes[at] === now.runtimes[i] &&
  before.priorities[at] === now.priorities[i];

/** Of a task that slept: nothing but these may have changed. */
const areSame = (a: TaskNames, b: TaskNames): boolean =>
  a.ioPriority === b.ioPriority && a.user === b.user;
