/**
 * Puts our programs into the scheduler: with marks for the tasks that ran where the kernel can, without them where it only takes the rest, or not at all.
 */
import { MARK_MAPS } from '../../kernel/abi/bpf/programs/maps.ts';
import { ranTasks } from '../../kernel/abi/bpf/programs/ran-tasks.ts';
import { schedSwitch, schedWaking } from '../../kernel/abi/bpf/programs/scheduler.ts';
import type { MarkPlaces, TaskFields } from '../../kernel/abi/bpf/programs/task-fields.ts';
import { SystemCallError, UnavailableError } from '../../lib/errors.ts';
import type { BpfHandles } from './engine.ts';
import type { BpfLoader } from './load.ts';
import type { RanHandles } from './ran-tasks.ts';

/** The BTF numbers of the tracepoints; undefined: this kernel has none. */
export type AttachPoints = {
  readonly schedSwitch: number | undefined;
  readonly schedWaking: number | undefined;
};

/** What is known by the programs that are attached. */
type Attached = Pick<BpfHandles, 'ran'> & {
  /** What the iterator can tell beside them: without marks where no switch marks, without waits where none is noted. */
  readonly seen: TaskFields;
  /** Why no program is attached, and so neither exits nor waits are known; absent: they are. */
  readonly refusal?: string;
};

type Loader = Pick<
  BpfLoader,
  'allOrNone' | 'attachTracepoints' | 'createMaps' | 'loadRunnable' | 'map'
>;

/**
 * What the kernel refuses is done without, one after the other: the cast, which only makes loading faster, and the marks of those that ran.
 * @throws what is no refusal of the kernel
 */
export const attach = (loader: Loader, fields: TaskFields, points: AttachPoints): Attached => {
  const { marks, ...unmarked } = fields;
  let unavailable = NO_MARKS;
  if (marks !== undefined) {
    for (const seen of withAndWithoutCast(fields)) {
      const attached = orRefusal(loader, () => {
        return { seen, ran: attachMarking(loader, { ...seen, marks }, points) };
      });
      if (typeof attached !== 'string') return attached;
      unavailable = attached;
    }
  }
  let refusal = '';
  for (const seen of withAndWithoutCast(unmarked)) {
    const attached = orRefusal(loader, () => {
      attachTracepoints(loader, seen, points);
      return { seen, ran: { unavailable } };
    });
    if (typeof attached !== 'string') return attached;
    refusal = attached;
  }
  const { wait: _, cast: __, ...seen } = unmarked;
  return { seen, ran: { unavailable }, refusal };
};

const withAndWithoutCast = ({ cast, ...uncast }: TaskFields): readonly TaskFields[] =>
  cast === undefined ? [uncast] : [{ ...uncast, cast }, uncast];

const NO_MARKS = 'this kernel lacks what it takes to ask only those that ran (Linux 6.4)';

/** The programs that mark the tasks that ran, and the one that asks those. @throws as `attachTracepoints` */
const attachMarking = (
  loader: Loader,
  fields: TaskFields & { readonly marks: MarkPlaces },
  points: AttachPoints,
): RanHandles => {
  loader.createMaps(MARK_MAPS);
  const program = loader.loadRunnable('iotop_ran', ranTasks(fields, fields.marks));
  attachTracepoints(loader, fields, points);
  return { program, records: loader.map('ran'), marks: loader.map('marks') };
};

/** The programs that know of exits and waits. @throws SystemCallError, or UnavailableError where there is no sched_switch */
const attachTracepoints = (
  loader: Loader,
  fields: TaskFields,
  { schedSwitch: switchId, schedWaking: wakingId }: AttachPoints,
): void => {
  const { wait, switchArguments } = fields;
  if (switchId === undefined || switchArguments === undefined) {
    throw new UnavailableError('this kernel has no tracepoint sched_switch', '');
  }
  const programs = [
    { name: 'iotop_switch', code: schedSwitch(fields, switchArguments), attachTypeId: switchId },
  ];
  if (wakingId !== undefined && wait !== undefined) {
    const code = schedWaking(fields, wait);
    programs.push({ name: 'iotop_waking', code, attachTypeId: wakingId });
  }
  loader.attachTracepoints(programs);
};

/** @returns what `make` attached; or why it is refused, and then nothing of it is left @throws what is no refusal: a defect */
const orRefusal = (loader: Loader, make: () => Attached): Attached | string => {
  try {
    return loader.allOrNone(make);
  } catch (thrown) {
    if (thrown instanceof SystemCallError || thrown instanceof UnavailableError)
      return thrown.message;
    throw thrown;
  }
};
