/** One line of a table, before anybody formats it. */
import type { Nanoseconds } from '../lib/units.ts';
import type { Increase, TaskEntry, TaskKey } from '../sample/sample.ts';

export type Row = {
  readonly key: TaskKey;
  /** The task, or the process (then `tid` is the process id), with what it did in the last interval. */
  readonly entry: TaskEntry;
  /** What the byte columns show: of the last interval, or accumulated. */
  readonly amounts: Increase;
  /** The time in which `amounts` came about. */
  readonly elapsed: Nanoseconds;
  /** Length of the last interval, for waits. */
  readonly interval: Nanoseconds;
};

/** What byte columns mean. `rate`: of the last interval, per second. `total`: accumulated. `average`: accumulated, per second. */
export type Measure = 'rate' | 'total' | 'average';
