/** What a difference is made from, and what its parts hand to each other. Everything is only read. */
import type { Counter, Snapshot, SnapshotView } from '../table/snapshot.ts';
import type { Base, CountersAt } from './base.ts';
import type { EndedTasks } from './ended-tasks.ts';

/** The passes have all tasks, or only those that ran or ended: see table/living-tasks.ts. */
export type DifferenceInput = {
  readonly previous: SnapshotView;
  /** After `keepKnownStarts`: a task that is in `previous` has the start it has there. */
  readonly next: SnapshotView;
  /** Final counters of the tasks that ended in between, as the engine gave them. */
  readonly exits: SnapshotView;
  /** Of the interval before. */
  readonly endedBefore: EndedTasks;
  /** Of the interval before; absent in the first. */
  readonly missedBefore?: MissedTasks | undefined;
  /** See `Engine.startTolerance`. */
  readonly startTolerance: number;
  /** Starts, by id, of tasks that are reported even if they did nothing. */
  readonly wanted?: ReadonlyMap<number, number>;
  /** A rise of any of these makes a task worth reporting. */
  readonly activity: readonly Counter[];
};

/** Tasks that were listed in a pass, not in the next, and sent no exit record in between: it may come an interval late. */
export type MissedTasks = {
  /** Boot clock, ns: when the pass they were listed in began. */
  readonly since: number;
  readonly tasks: ReadonlyMap<number, MissedTask>;
};

export type MissedTask = {
  readonly startedAt: number;
  readonly startWithin: number;
  readonly address: number;
  readonly counters: CountersAt;
};

export type Change = {
  readonly kind: 'live' | 'ended';
  /** Row of `next` for a live task, of the difference's `exits` for an ended one. */
  readonly row: number;
  readonly base: Base;
};

/** An exit whose task is known. */
export type KnownExit = {
  /** Of `KnownExits.exits`. */
  readonly row: number;
  readonly base: Base;
};

/** The exits of an interval whose tasks are known. */
export type KnownExits = {
  /** A corrected copy of the input's: each exit under the id and start its task is known by. */
  readonly exits: Snapshot;
  /** By tid, then by start: an id may be used again within the interval. */
  readonly byTid: ReadonlyMap<number, ReadonlyMap<number, KnownExit>>;
  /** Rows of `previous` whose tasks have ended. */
  readonly endedRows: ReadonlySet<number>;
};
