/**
 * The waist of the program: what each task did in one interval.
 *
 * Everything above (kernel, recording, another host's stream) becomes `Sample`s; everything below (screen, batch, JSON,
 * reports) is made of them. Every number is an *increase*, so samples add up over tasks, groups, minutes and hosts.
 *
 * The types are made from the tables of fields.ts: go to a field's definition for its meaning. They are interfaces so that
 * editors and errors show their names. A field that is absent is
 * unknown. Zero means zero.
 */
import type { Bytes, Milliseconds, Nanoseconds } from '../lib/units.ts';
import type { DISK_FIELDS, LATENCY_FIELDS, OWNER_FIELDS } from './asked-fields.ts';
import type {
  Fields,
  FlagField,
  IncreaseName,
  IntegerField,
  ListField,
  ObjectField,
  TextField,
  WordField,
} from './field.ts';
import type {
  COUNTER_FIELDS,
  DEVICE_FIELDS,
  PRESSURE_FIELDS,
  SAMPLE_FIELDS,
  SYSTEM_FIELDS,
  TASK_FIELDS,
} from './fields.ts';
import type { Gap } from './gap.ts';

declare const brand: unique symbol;
/** A task's id in the init PID namespace (for the procfs and taskstats engines: in ours). */
export type Tid = number & { readonly [brand]: 'tid' };
/** A task's identity: its id and when it started, since ids are used again. `4242@1763871` */
export type TaskKey = string & { readonly [brand]: 'task' };

export const taskKey = (tid: number, startedAt: number): TaskKey =>
  `${tid}@${Math.round(startedAt)}` as TaskKey;

/** One task in one interval. */
export interface TaskEntry extends EntryOf<typeof TASK_FIELDS> {
  /** Where its counters stand, for views since the task's start. Live sources only; never recorded. */
  readonly totals?: Totals;
}

/** What a task's counters rose by. */
export type Increase = EntryOf<Pick<typeof TASK_FIELDS, IncreaseName<typeof TASK_FIELDS>>>;

/** What its own counters rose by: all but what the block layer tells. */
export type Counter = (typeof COUNTER_FIELDS)[number];

/** What a task's counters stand at since it started: the same fields, another type, so that neither passes for the other. */
export type Totals = { readonly [Field in keyof Increase]: Increase[Field] } & {
  readonly kind: 'totals';
};

/** What a device was asked for on behalf of a task, or of an owner that is none. */
export interface DiskEntry extends EntryOf<typeof DISK_FIELDS> {}
export interface OwnerEntry extends EntryOf<typeof OWNER_FIELDS> {}
/** Requests completed that took about the same time. */
export interface LatencyEntry extends EntryOf<typeof LATENCY_FIELDS> {}
export interface DeviceEntry extends EntryOf<typeof DEVICE_FIELDS> {}
export type DeviceKind = NonNullable<DeviceEntry['kind']>;
export interface PressureEntry extends EntryOf<typeof PRESSURE_FIELDS> {}
export interface SystemEntry extends EntryOf<typeof SYSTEM_FIELDS> {}
export type EngineName = SampleLine['engine'];

/** One line of the stream, checked. */
export type SampleLine = EntryOf<typeof SAMPLE_FIELDS>;

/** The width of the kernel's comm (TASK_COMM_LEN); NUL-terminated within. */
export const COMM_LENGTH = 16;

/** Struct of arrays; row i of every column is one task. NaN is unknown: it survives subtraction, and becomes an absent field in a `TaskEntry`. */
export type TaskColumns = { readonly [Name in Counter]-?: Float64Array } & {
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

/** What a task has from its control group; see the fields of `TaskEntry`. */
export type CgroupFacts = Pick<TaskEntry, 'cgroupPath' | 'containerName' | 'podName'>;

/**
 * The living tasks that did nothing: columns of numbers, of which idle-tasks.ts makes entries.
 *
 * The tables are lent by the source, which fills them anew when it takes its next sample: who shows one longer keeps a copy (`keptIdle`).
 */
export type IdleTasks = {
  /** All tasks, as they were at the end of the interval. */
  readonly now: TaskTable;
  /** As they were at its beginning: all tasks, or those of `ran` that were there. */
  readonly before: TaskTable;
  /** The tasks that may have changed in the interval; absent: any may. */
  readonly ran?: TaskTable;
  /** Rows of `now` whose tasks did nothing, by task id: `count` of them, found when first asked for. */
  readonly rows: Int32Array;
  readonly count: number;
  /** Boot clock, ns: a task that is not in `before` and started earlier did an unknown part of its counters in the interval. */
  readonly bornFrom: number;
  /** Counters that rose in none of these tasks; others may have. */
  readonly still: readonly (keyof Increase)[];
  /** What is known of control groups, by their ids; absent: nothing. */
  readonly cgroups?: ReadonlyMap<number, CgroupFacts>;
  /**
   * By place among `rows`; undefined: nobody has asked yet. While a task sleeps it is the same object from sample to sample, and all that
   * is shown of the task is the same.
   */
  readonly names?: readonly (TaskNames | undefined)[];
};

/** One interval of one host. Immutable. */
export interface Sample
  extends Omit<SampleLine, 'version' | 'sparse' | 'interval' | 'tasks' | 'gaps'> {
  /** Tasks that did something, wait now, or ended; each identity at most once. */
  readonly tasks: readonly TaskEntry[];
  /** What could not be seen in this interval. Empty: nothing was missed. */
  readonly gaps: readonly Gap[];
  /** The living tasks that did nothing. Live sources only; never recorded. */
  readonly idle?: IdleTasks;
  /** The devices whose figures are all that is left (--device). Never recorded. */
  readonly keptTo?: KeptTo;
}

/** By name; of devices that pass on what they are asked to others the lowest. */
type KeptTo = {
  readonly devices: ReadonlySet<string>;
  /** Below a loop device that is among them, too: what loop devices ask of these is counted there, for who asked it. */
  readonly belowLoops: ReadonlySet<string>;
};

/** The objects that a table describes. */
type EntryOf<Table extends Fields> = Simplify<
  {
    readonly [Name in keyof Table as Table[Name] extends Required ? Name : never]: ValueOf<
      Table[Name]
    >;
  } & {
    readonly [Name in keyof Table as Table[Name] extends Required ? never : Name]?: ValueOf<
      Table[Name]
    >;
  }
>;

type Required = { readonly required: true };
/** One object instead of an intersection: that is how editors show it. */
type Simplify<T> = { [Key in keyof T]: T[Key] };

type ValueOf<Field> =
  Field extends IntegerField<infer Of>
    ? NumberOf[Of]
    : Field extends TextField
      ? string
      : Field extends WordField<infer Word>
        ? Word
        : Field extends FlagField
          ? true
          : Field extends ObjectField<infer Table>
            ? EntryOf<Table>
            : Field extends ListField<infer Table>
              ? readonly EntryOf<Table>[]
              : never;

type NumberOf = {
  readonly bytes: Bytes;
  readonly nanoseconds: Nanoseconds;
  readonly milliseconds: Milliseconds;
  readonly count: number;
  readonly id: number;
  readonly 'task id': Tid;
};
