/**
 * Puts our programs into the scheduler: with marks for the tasks that ran where the kernel can, without them where it only takes the rest, or not at all.
 */
import { MARK_MAPS } from '../../kernel/abi/bpf/programs/maps.ts';
import { ranTasks } from '../../kernel/abi/bpf/programs/ran-tasks.ts';
import { schedSwitch, schedWaking } from '../../kernel/abi/bpf/programs/scheduler.ts';
import type { MarkPlaces, TaskFields } from '../../kernel/abi/bpf/programs/task-fields.ts';
import { defined } from '../../lib/defined.ts';
import { messageOf, SystemCallError } from '../../lib/errors.ts';
import type { BpfHandles } from './engine.ts';
import type { BpfLoader } from './load.ts';

/** The BTF numbers of the tracepoints; undefined: this kernel has none. */
export type AttachPoints = {
  readonly schedSwitch: number | undefined;
  readonly schedWaking: number | undefined;
};

/** What is known by the programs that are attached. */
export type Attached = Pick<BpfHandles, 'ran'> & {
  /** What the iterator can tell beside them: without marks where no switch marks, without waits where none is noted. */
  readonly seen: TaskFields;
  /** Why no program is attached, and so neither exits nor waits are known; absent: they are. */
  readonly refusal?: string;
};

type Loader = Pick<BpfLoader, 'attachTracepoints' | 'createMaps' | 'loadRunnable' | 'map'>;

/**
 * What a kernel refuses is done without, one after the other: the cast, which only makes loading faster; the marks of those that ran.
 * @throws what is no refusal of the kernel
 */
export const attach = (loader: Loader, fields: TaskFields, points: AttachPoints): Attached => {
  const { marks, ...unmarked } = fields;
  let unavailable = NO_MARKS;
  if (marks !== undefined) {
    for (const seen of [fields, withoutCast(fields)]) {
      const ran = attachMarking(loader, { ...seen, marks }, points);
      if (!('unavailable' in ran)) return { seen, ran };
      unavailable = ran.unavailable;
    }
  }
  let refusal: string | undefined;
  for (const seen of [unmarked, withoutCast(unmarked)]) {
    refusal = attachTracepoints(loader, seen, points);
    if (refusal === undefined) return { seen, ran: { unavailable } };
  }
  return {
    seen: withoutWaits(withoutCast(unmarked)),
    ran: { unavailable },
    ...defined({ refusal }),
  };
};

const NO_MARKS = 'this kernel lacks what it takes to ask only those that ran (Linux 6.4)';

/** The programs that mark the tasks that ran, and the one that asks those. @returns or why the kernel does not take them */
const attachMarking = (
  loader: Loader,
  fields: TaskFields & { readonly marks: MarkPlaces },
  points: AttachPoints,
): BpfHandles['ran'] => {
  try {
    loader.createMaps(MARK_MAPS);
    const program = loader.loadRunnable('iotop_ran', ranTasks(fields, fields.marks));
    const refusal = attachTracepoints(loader, fields, points);
    if (refusal !== undefined) return { unavailable: refusal };
    return { program, records: loader.map('ran'), marks: loader.map('marks') };
  } catch (thrown) {
    return { unavailable: refusalOf(thrown) };
  }
};

/** @returns why exits and waits cannot be had; undefined: they can */
const attachTracepoints = (
  loader: Loader,
  fields: TaskFields,
  { schedSwitch: switchId, schedWaking: wakingId }: AttachPoints,
): string | undefined => {
  const { wait, switchArguments } = fields;
  if (switchId === undefined || switchArguments === undefined) {
    return 'this kernel has no tracepoint sched_switch';
  }
  const programs = [
    { name: 'iotop_switch', code: schedSwitch(fields, switchArguments), attachTypeId: switchId },
  ];
  if (wakingId !== undefined && wait !== undefined) {
    const code = schedWaking(fields, wait);
    programs.push({ name: 'iotop_waking', code, attachTypeId: wakingId });
  }
  try {
    loader.attachTracepoints(programs);
    return undefined;
  } catch (thrown) {
    return refusalOf(thrown);
  }
};

/** What the kernel said. @throws what it did not say: a defect */
const refusalOf = (thrown: unknown): string => {
  if (thrown instanceof SystemCallError) return messageOf(thrown);
  throw thrown;
};

const withoutWaits = ({ wait: _, ...fields }: TaskFields): TaskFields => fields;

const withoutCast = ({ cast: _, ...fields }: TaskFields): TaskFields => fields;
