/** One line of a table, before anybody formats it. */
import type { Nanoseconds } from '../../lib/units.ts';
import {
  type DeviceEntry,
  type Increase,
  type TaskEntry,
  type TaskKey,
  type Tid,
  taskKey,
} from '../../sample/sample.ts';
import type { Latency } from '../asked.ts';
import { endedKeyOf, isFold } from '../units/unit.ts';

export type Row = {
  /** The task, or the process (then `tid` is the process id), with what it did in the last interval. */
  readonly entry: TaskEntry;
  /** What the byte columns show: of the last interval, or accumulated. */
  readonly amounts: Increase;
  /** The time in which `amounts` came about. */
  readonly elapsed: Nanoseconds;
  /** Length of the last interval, for waits. */
  readonly interval: Nanoseconds;
  /** How many tasks it is of; absent: nobody counted. */
  readonly tasks?: number;
  /** Of a program, a user or a device, and of ended tasks added up. */
  readonly fold?: Fold;
  /** Of a row of a device. */
  readonly device?: DeviceFigures;
};

export type DeviceFigures = {
  /** As it was last seen: what it is, and where it stands. */
  readonly is: DeviceEntry;
  /** What it did in the last interval; absent: nothing. */
  readonly did?: DeviceEntry;
  /** How long the requests completed in it took; absent: the block layer was not watched, or there were none. */
  readonly took?: Latency;
};

type Fold = {
  /** The same in every interval. */
  readonly key: TaskKey;
  /** The lowest id among its members: among equals it stands there. */
  readonly first: Tid;
  /** What it adds up. Idle ones are there only while the fold is open. */
  readonly members: readonly Row[];
};

/** The row's identity: made when asked for, since of ten thousand rows few are. */
export const keyOfRow = ({ entry, fold }: Row): TaskKey =>
  fold?.key ?? (isFold(entry) ? endedKeyOf(entry) : taskKey(entry.tid, entry.startedAt));

/** What byte columns mean. `rate`: of the last interval, per second. `total`: accumulated. `average`: accumulated, per second. */
export type Measure = 'rate' | 'total' | 'average';
