/** One line of a table, before anybody formats it. */
import type { Nanoseconds } from '../../lib/units.ts';
import { type Increase, type TaskEntry, type TaskKey, taskKey } from '../../sample/sample.ts';
import { foldKeyOf, isFold } from '../totals/fold-key.ts';

export type Row = {
  /** The task, or the process (then `tid` is the process id), with what it did in the last interval. */
  readonly entry: TaskEntry;
  /** What the byte columns show: of the last interval, or accumulated. */
  readonly amounts: Increase;
  /** The time in which `amounts` came about. */
  readonly elapsed: Nanoseconds;
  /** Length of the last interval, for waits. */
  readonly interval: Nanoseconds;
  /** How many tasks `amounts` are of; absent: nobody counted. */
  readonly tasks?: number;
};

/** The row's identity: made when asked for, since of ten thousand rows few are. */
export const keyOfRow = ({ entry }: Row): TaskKey =>
  isFold(entry) ? foldKeyOf(entry) : taskKey(entry.tid, entry.startedAt);

/** What byte columns mean. `rate`: of the last interval, per second. `total`: accumulated. `average`: accumulated, per second. */
export type Measure = 'rate' | 'total' | 'average';
