/** Samples for tests: a test says what it is about, the builder fills in the rest. */
import { bytes, milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import type { Sample, TaskEntry, Tid } from '../../../src/sample/sample.ts';
import { idleTasksOf } from './idle-tasks.ts';

const SECOND = 1e9;

/** Plain numbers, so that a test reads easily; `taskEntry` gives them their units. */
export type TaskFields = { readonly [Field in keyof TaskEntry]?: unknown } & {
  readonly tid: number;
};

export const taskEntry = (fields: TaskFields): TaskEntry =>
  ({
    tgid: fields.tid as Tid,
    startedAt: nanoseconds(5 * SECOND),
    comm: `task${fields.tid}`,
    uid: 0,
    user: 'root',
    ioPriority: (2 << 13) | 4,
    state: 'S',
    read: bytes(0),
    write: bytes(0),
    cancelledWrite: bytes(0),
    ioWait: nanoseconds(0),
    swapWait: nanoseconds(0),
    ...fields,
  }) as unknown as TaskEntry;

export type SampleFields = Partial<Omit<Sample, 'tasks' | 'idle'>> & {
  readonly tasks?: readonly TaskFields[];
  readonly idle?: readonly TaskFields[];
  /** The sample's place in a row of samples of one second, from 0. */
  readonly index?: number;
};

export const sampleOf = (fields: SampleFields = {}): Sample => {
  const { tasks = [], idle = [], index = 0, ...rest } = fields;
  return {
    startedAt: nanoseconds((100 + index) * SECOND),
    endedAt: nanoseconds((101 + index) * SECOND),
    wallTime: milliseconds(1_795_000_000_000 + index * 1000),
    host: 'web1',
    engine: 'bpf',
    tasks: tasks.map(taskEntry),
    idle: idleTasksOf(idle.map(taskEntry)),
    taskCount: tasks.length + idle.length,
    system: {},
    gaps: [],
    ...rest,
  };
};
