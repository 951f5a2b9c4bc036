/** What a row of the table of columns (columns.ts) can say. */
import type { Nanoseconds } from '../lib/units.ts';
import type { DeviceKind, Increase } from '../sample/sample.ts';
import type { CommandStyle } from './command-name.ts';
import type { Starter } from './units/ended-parents.ts';
import type { Row } from './view/row.ts';

/** `amount`: bytes, shown as rate, total or average by the view's measure. */
export type ColumnKind =
  | 'id'
  | 'text'
  | 'priority'
  | 'amount'
  /** Bytes of one thing, never a rate. */
  | 'size'
  | 'share'
  /** Of the interval, or a mean: what is less than one is not none. */
  | 'count'
  /** Nanoseconds, of which seconds matter. */
  | 'duration'
  /** A count on average: below ten its decimals matter. */
  | 'mean'
  /** Nanoseconds: a mean, and behind a slash what most stayed below, see `most`. */
  | 'latencies'
  /** The near past drawn; its value is what rows are sorted by. */
  | 'graph';
export type Direction = 'ascending' | 'descending';
export type Value = number | string | undefined;

/** What values are made of besides the row. */
export type ColumnContext = {
  readonly commandStyle: CommandStyle;
  /** Boot clock: end of the interval, for ages. Absent: ages are unknown. */
  readonly now?: Nanoseconds;
  /** Sum of the row's near past. Absent where nobody keeps one. */
  readonly recent?: (row: Row) => number;
  /** Bytes a second the row moved in the last few seconds, see `History.smoothed`. Absent where nobody keeps it, or amounts are shown. */
  readonly smoothed?: (row: Row) => number;
  /** Bytes that all tasks, shown or not, and owners that are none moved, in what the rows measure. Absent: unknown. */
  readonly movedByAll?: number;
  /** What a block device is; undefined: unknown. Absent where nobody knows of any. */
  readonly kindOf?: (device: string) => DeviceKind | undefined;
  /** Who started what ended of a row's members, see `starterOf`. Absent where rows stand under their parents. */
  readonly starterOf?: (row: Row) => Starter | undefined;
  /** The parent of a process. Absent where nobody looks it up. */
  readonly parentOf?: (pid: number) => number | undefined;
};

/**
 * What the source has to give for a column. `names`: user, command line, I/O priority. `totals`: where counters stand since the task's start, when
 * those are shown. Any other: a counter that may also rise in a task that leaves the disk alone; shown or sorted by, it keeps such a task from being idle.
 */
export type Need = keyof Increase | 'names' | 'totals';

export type Column = {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly kind: ColumnKind;
  readonly firstSort: Direction;
  readonly value: (row: Row, context: ColumnContext) => Value;
  /** What its values are made of beside what every sample has. */
  readonly needs?: readonly Need[];
  /** No filter asks for it: it is looked up for what is seen (PPID), or the field of that name is asked for (CGROUP). */
  readonly hasNoFilter?: true;
  /** Only rows of devices have it. */
  readonly of?: 'devices';
  /** Of `latencies`: what 99 % of the requests stayed below. */
  readonly most?: (row: Row, context: ColumnContext) => Nanoseconds | undefined;
  /** Whether the value is the least it may be; absent: never. */
  readonly isAtLeast?: (row: Row) => boolean;
  /** What rows are sorted by where it is not `value`. */
  readonly order?: (row: Row, context: ColumnContext) => Value;
  /** What decides between two rows where that is equal, one after the other. Higher is more. */
  readonly ranks?: readonly ((row: Row, context: ColumnContext) => number)[];
  /** Columns it adds up: their titles carry its sort mark while it is not shown itself. */
  readonly sumOf?: readonly string[];
  /** The column whose figure it has as it is now: while both stand, a sum is of this one. */
  readonly nowOf?: string;
};
