/**
 * The waist of the program: what each task did in one interval.
 *
 * Everything above (kernel, recording, another host's stream) becomes `Sample`s; everything below (screen, batch, JSON,
 * reports) is made of them. Every number is an *increase*, so samples add up over tasks, groups, minutes and hosts.
 *
 * A field that is absent is unknown. Zero means zero.
 */
import type { Bytes, Milliseconds, Nanoseconds } from '../lib/units.ts';
import type { Gap } from './gap.ts';

declare const brand: unique symbol;
/** A task's id in the init PID namespace (for the procfs and taskstats engines: in ours). */
export type Tid = number & { readonly [brand]: 'tid' };
/** A task's identity: its id and when it started, since ids are used again. `4242@1763871` */
export type TaskKey = string & { readonly [brand]: 'task' };

export const taskKey = (tid: number, startedAt: number): TaskKey =>
  `${tid}@${Math.round(startedAt)}` as TaskKey;

/** What a task's counters rose by. */
export type Increase = {
  /** Bytes the task made the storage layer fetch (taskstats: truncated to the KiB). */
  readonly read?: Bytes;
  /** Bytes the task dirtied or wrote directly; charged when dirtied, not when the disk is written, and by whole folios. */
  readonly write?: Bytes;
  /** Dirtied bytes that were truncated before they were written; may exceed `write` (another's pages). */
  readonly cancelledWrite?: Bytes;
  /** Bytes through read(2) and its kin: page cache, pipes and sockets included. */
  readonly readChars?: Bytes;
  /** Bytes through write(2) and its kin. */
  readonly writeChars?: Bytes;
  /** read(2)-like calls; absent from taskstats, which masks the count. */
  readonly readCalls?: number;
  readonly writeCalls?: number;
  /** Time spent waiting for block I/O; a wait still going on is included where the engine sees it. */
  readonly ioWait?: Nanoseconds;
  /** Time spent waiting for a page to be swapped in; needs kernel.task_delayacct. */
  readonly swapWait?: Nanoseconds;
};

/** The fields that add up. One list, so that a new counter is read, merged and summed everywhere. */
export const INCREASE_FIELDS = [
  'read',
  'write',
  'cancelledWrite',
  'readChars',
  'writeChars',
  'readCalls',
  'writeCalls',
  'ioWait',
  'swapWait',
] as const satisfies readonly (keyof Increase)[];

/** What a task's counters stand at since it started: the same fields, another type, so that neither passes for the other. */
export type Totals = { readonly [Field in keyof Increase]: Increase[Field] } & {
  readonly kind: 'totals';
};

/** One task in one interval. */
export type TaskEntry = Increase & {
  readonly tid: Tid;
  /** The process; absent when the kernel did not say (exits before taskstats version 12). */
  readonly tgid?: Tid;
  /** Boot clock; identity together with `tid`. Estimated to a millisecond by taskstats, to 10 ms by procfs. */
  readonly startedAt: Nanoseconds;
  /**
   * The task's own name, at most 15 bytes, chosen by anybody: `sanitize` before a terminal sees it. See lib/text.ts. Of a kernel
   * thread the whole name, a worker's last work included, as far as it could be read.
   */
  readonly comm: string;
  /** The leader's start and comm, for a thread that is not the leader; absent when unknown, `processComm` also when it equals `comm`. */
  readonly processStartedAt?: Nanoseconds;
  readonly processComm?: string;
  /** The process's command line, arguments joined by spaces, chosen by anybody; '' of a kernel thread; absent when not read, or gone before it could be. */
  readonly command?: string;
  /** A thread of the kernel itself. */
  readonly kernelThread?: true;
  /** Real user id. */
  readonly uid?: number;
  /** The user's name on the sample's host; absent when it has none or was not asked for. */
  readonly user?: string;
  /** Id of the cgroup in the tree of version 2; absent too where that tree is not used. */
  readonly cgroup?: number;
  /** Boot clock; since when the task has been waiting for I/O, while it still is. */
  readonly waitingSince?: Nanoseconds;
  /** It waited already when iotop began to look: `waitingSince` is when it was first seen to, and the wait is at least so long. */
  readonly waitingLonger?: true;
  /** As ioprio_get(2) gives it: class in the bits above 13, hints in the middle, level in the low three bits. Class none is resolved to what the nice value and the scheduler make of it, where they could be read; of a task that ended they cannot. */
  readonly ioPriority?: number;
  /** The letter of /proc/PID/stat: R S D T Z I … */
  readonly state?: string;
  /** The task ended in this interval. Absent: it lives. */
  readonly ended?: true;
  /** It was the leader of a process that lives on: other threads go on. Only beside `ended`. */
  readonly processLives?: true;
  /** Where its counters stand, for views since the task's start. Live sources only; never recorded. */
  readonly totals?: Totals;
};

/**
 * Only a whole `disk` is counted in what the disks moved. A `partition` is part of one; `loop` reads a file; `memory` is zram and
 * ram disks; a `layer` (dm, md, bcache) sits on others.
 */
export const DEVICE_KINDS = ['disk', 'partition', 'loop', 'memory', 'layer'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** What the block layer says of one device, as increases. Source: /proc/diskstats. */
export type DeviceEntry = {
  /** `major:minor`. */
  readonly id: string;
  readonly name: string;
  /** Absent in recordings made before it was known. */
  readonly kind?: DeviceKind;
  /** The disk a partition is part of: its figures are in the disk's too. */
  readonly partOf?: string;
  readonly reads: number;
  readonly readBytes: Bytes;
  readonly writes: number;
  readonly writeBytes: Bytes;
  readonly discardBytes?: Bytes;
  /** Time with at least one request in flight. */
  readonly busy: Nanoseconds;
  /** Requests' time in the queue and on the device, summed over requests. */
  readonly queued: Nanoseconds;
};

/** Stall time in the interval. Source: /proc/pressure/io and memory. */
export type PressureEntry = {
  readonly ioSome?: Nanoseconds;
  readonly ioFull?: Nanoseconds;
  readonly memorySome?: Nanoseconds;
  readonly memoryFull?: Nanoseconds;
};

/** The machine's own counters in the interval. */
export type SystemEntry = {
  /** Bytes read by the disks; a gap says where it is of the whole block layer, memory and loop devices included. NFS and FUSE do not count. */
  readonly blockRead?: Bytes;
  /** Bytes written by the disks. */
  readonly blockWrite?: Bytes;
  readonly swapIn?: Bytes;
  readonly swapOut?: Bytes;
  /** Pages written back, large folios whole: what the writers of them were charged, rather than what reached a disk. */
  readonly writtenBack?: Bytes;
  readonly devices?: readonly DeviceEntry[];
  readonly pressure?: PressureEntry;
};

/** The width of the kernel's comm (TASK_COMM_LEN); NUL-terminated within. */
export const COMM_LENGTH = 16;

/** Struct of arrays; row i of every column is one task. NaN is unknown: it survives subtraction, and becomes an absent field in a `TaskEntry`. */
export type TaskColumns = { readonly [Counter in keyof Increase]-?: Float64Array } & {
  readonly tid: Int32Array;
  /** 0: unknown. */
  readonly tgid: Int32Array;
  /** Boot clock, ns. */
  readonly startedAt: Float64Array;
  /** Boot clock, ns: just after the kernel filled the row in. */
  readonly readBefore: Float64Array;
  /** ns on a CPU; a task whose `runtime` stands still did not run, so it did not exec and no wait of its ended. NaN: unknown. */
  readonly runtime: Float64Array;
  /** NaN: unknown. */
  readonly uid: Float64Array;
  readonly cgroup: Float64Array;
  /** As ioprio_get(2); -1: unknown. */
  readonly ioPriority: Int32Array;
  /** 1: a thread of the kernel itself. 0: not, or unknown. */
  readonly kernelThread: Uint8Array;
  /** ASCII of the letter in /proc/PID/stat; 0: unknown. */
  readonly state: Uint8Array;
  /** COMM_LENGTH bytes a task. */
  readonly comm: Uint8Array;
};

/** Where the counters of all tasks stood at one instant, sorted by task id. Rows at and beyond `count` are leftovers. */
export type TaskTable = { readonly columns: TaskColumns; readonly count: number };

/** What of a task has to be looked up by name; see the fields of `TaskEntry`. `comm`: the whole name of a kernel thread. */
export type TaskNames = Partial<Pick<TaskEntry, 'user' | 'command' | 'ioPriority' | 'comm'>>;

/**
 * The living tasks that did nothing: columns of numbers, of which idle-tasks.ts makes entries.
 *
 * The tables are lent by the source, which fills them anew when it takes its next sample: who shows one longer keeps a copy (`keptIdle`).
 */
export type IdleTasks = {
  /** All tasks, as they were at the end of the interval and at its beginning. */
  readonly now: TaskTable;
  readonly before: TaskTable;
  /** Rows of `now` whose tasks did nothing, by task id; the first `count` of them count. */
  readonly rows: Int32Array;
  readonly count: number;
  /** Boot clock, ns: a task that is not in `before` and started earlier did an unknown part of its counters in the interval. */
  readonly bornFrom: number;
  /** Counters that rose in none of these tasks; others may have. */
  readonly still: readonly (keyof Increase)[];
  /**
   * By place among `rows`; undefined: nobody has asked yet. While a task sleeps it is the same object from sample to sample, and all that
   * is shown of the task is the same.
   */
  readonly names?: readonly (TaskNames | undefined)[];
};

export type EngineName = 'bpf' | 'taskstats' | 'procfs';

/** One interval of one host. Immutable. */
export type Sample = {
  /** Boot clock. */
  readonly startedAt: Nanoseconds;
  readonly endedAt: Nanoseconds;
  /** Wall clock at `endedAt`, since 1970. */
  readonly wallTime: Milliseconds;
  readonly host: string;
  readonly engine: EngineName;
  /** Tasks that did something, wait now, or ended; each identity at most once. */
  readonly tasks: readonly TaskEntry[];
  readonly system: SystemEntry;
  /** What could not be seen in this interval. Empty: nothing was missed. */
  readonly gaps: readonly Gap[];
  /** The living tasks that did nothing. Live sources only; never recorded. */
  readonly idle?: IdleTasks;
  /** How many living tasks there were, idle ones included; absent from recordings that did not count. */
  readonly taskCount?: number;
};
