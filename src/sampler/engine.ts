/** What reads the tasks: the interface of the three engines. All of them are synchronous. */
import type { CgroupUse } from '../kernel/sys/proc/cgroup-use.ts';
import type { Gap } from '../sample/gap.ts';
import type { EngineName } from '../sample/sample.ts';
import type { BlockWatch } from './block/block-watch.ts';
import type { Ran } from './table/living-tasks.ts';
import type { Snapshot } from './table/snapshot.ts';

/** Which tasks to read at all; absent: all of them. An engine that gets everything in one read may ignore it. */
export type TaskSelection = {
  /** Process or task ids; a process's threads are included. */
  readonly ids: ReadonlySet<number>;
};

export interface Engine {
  readonly name: EngineName;

  /** How far two readings of one task's start may lie apart, ns, beyond what their `startWithin` say; 0: not at all. */
  readonly startTolerance: number;

  /** The longest a wait's rise can be: `interval`: a longer one is known to be the kernel's mistake. `life`: the wait may have begun earlier. */
  readonly waitsWithin: 'interval' | 'life';

  /** How often to `drain`, ms; as seldom as possible, because each drain wakes the monitor. Infinity: never. */
  readonly drainEvery: number;

  /**
   * Reads every task into `into` (rows sorted by tid, `count`, `startedAt`, `endedAt` set; boot clock, ns).
   * @returns what was missed in this pass
   * @throws SystemCallError when the engine no longer works at all
   */
  readTasks(into: Snapshot): readonly Gap[];

  /**
   * Reads only the tasks that ran since the last pass of either kind; all others are as they were in it, but for what somebody else changed in them.
   * Absent: this engine cannot.
   * @returns what was missed; undefined: it is not known who ran, and every task must be read
   * @throws SystemCallError when the engine no longer works at all
   */
  readRan?(into: Ran): readonly Gap[] | undefined;

  /**
   * Appends the final counters of tasks that ended since the last call, in the order they ended as far as known.
   * Same columns as a snapshot, not sorted; `readBefore` is when the record was received.
   * @returns exits known to be lost, and the like
   */
  takeExits(into: Snapshot): readonly Gap[];

  /** Moves exit records out of the kernel's buffers, which many exits between two passes would fill. Cheap when there are none. */
  drain(): void;

  /**
   * Watches what devices are asked for, and for whom, until that is closed. Absent: this engine cannot.
   * @throws UnavailableError with the reason
   */
  readonly watchBlock?: () => BlockWatch;

  /** The hierarchy of control groups that the tasks' ids are of; absent: it has no ids. */
  readonly cgroups?: CgroupUse;

  /** Which tasks a pass asks for, and why, for `iotop doctor`; absent: all of them, always. */
  readonly passes?: string;

  /** What this engine cannot give on this machine, said once. */
  readonly standingGaps: readonly Gap[];

  /** Frees sockets and programs. */
  close(): void;
}
