/** Two engines on one set of programs and maps: one asks the tasks that ran, the other every task. So of a task at rest both know the same, to the nanosecond. */
import { MAPS, MARK_MAPS } from '../../../src/kernel/abi/bpf/programs/maps.ts';
import { ranTasks } from '../../../src/kernel/abi/bpf/programs/ran-tasks.ts';
import {
  schedSwitch,
  schedWakeupNew,
  schedWaking,
} from '../../../src/kernel/abi/bpf/programs/scheduler.ts';
import {
  attachPoints,
  BTF_NAMES,
  locateFields,
  type TaskFields,
} from '../../../src/kernel/abi/bpf/programs/task-fields.ts';
import { taskIterator } from '../../../src/kernel/abi/bpf/programs/task-iterator.ts';
import { readBpfEnvironment } from '../../../src/kernel/sys/bpf/bpf-environment.ts';
import { systemClock } from '../../../src/kernel/sys/clock.ts';
import { BpfEngine } from '../../../src/sampler/bpf/engine.ts';
import { decodeTypes } from '../../../src/sampler/bpf/kernel-types.ts';
import { type BpfLoader, withLoader } from '../../../src/sampler/bpf/load.ts';
import { UnseenComings, WITNESS_MAPS, witness } from './unseen-comings.ts';

export type TwoWays = {
  /** As openBpfEngine makes it. */
  readonly marks: BpfEngine;
  /** Its iterator marks nobody, so that it mends nothing that the other lost. */
  readonly everyTask: BpfEngine;
  /** What both could not see. */
  readonly comings: UnseenComings;
  readonly close: () => void;
};

/** @param ringSlots room for those that ran: see MarkPlaces @throws UnavailableError when this kernel cannot mark those that ran */
export const openTwoWays = (ringSlots?: number): TwoWays => {
  const environment = readBpfEnvironment();
  const { fields, points } = decodeTypes(environment, BTF_NAMES, (btf) => ({
    fields: withRing(locateFields(btf), ringSlots),
    points: attachPoints(btf),
  }));
  return withLoader(environment, { ...MAPS, ...MARK_MAPS, ...WITNESS_MAPS }, (loader) => {
    const { marks, ...unmarked } = fields;
    if (marks === undefined) throw new Error('this kernel cannot mark those that ran');
    const program = loader.loadRunnable('iotop_ran', ranTasks(fields, marks));
    attachScheduler(loader, fields, points);
    const iterator = (name: string, seen: TaskFields): number =>
      loader.linkIterator({
        name,
        code: taskIterator(seen),
        attachTypeId: points.taskIterator ?? 0,
      });
    const common = { exits: loader.map('exits'), counts: loader.map('counts'), all: loader.opened };
    const ran = { program, records: loader.map('ran'), marks: loader.map('marks') };
    const engine = (
      everyTask: number,
      way: typeof ran | { readonly unavailable: string },
    ): BpfEngine => new BpfEngine({ ...common, everyTask, ran: way }, [], systemClock, undefined);
    const marksEngine = engine(iterator('iotop_tasks', fields), ran);
    return {
      marks: marksEngine,
      everyTask: engine(iterator('iotop_every', unmarked), { unavailable: 'on purpose' }),
      comings: new UnseenComings(loader.map('witness')),
      close: () => marksEngine.close(),
    };
  });
};

const withRing = (fields: TaskFields, ringSlots: number | undefined): TaskFields =>
  ringSlots === undefined || fields.marks === undefined
    ? fields
    : { ...fields, marks: { ...fields.marks, ringSlots } };

const attachScheduler = (
  loader: BpfLoader,
  fields: TaskFields,
  points: ReturnType<typeof attachPoints>,
): void => {
  const { wait, switchArguments, marks } = fields;
  if (wait === undefined || switchArguments === undefined || marks === undefined)
    throw new Error('no scheduler to watch');
  loader.attachTracepoints([
    {
      name: 'iotop_switch',
      code: schedSwitch(fields, switchArguments),
      attachTypeId: points.schedSwitch ?? 0,
    },
    {
      name: 'iotop_waking',
      code: schedWaking(fields, wait),
      attachTypeId: points.schedWaking ?? 0,
    },
    {
      name: 'iotop_newborn',
      code: schedWakeupNew(fields, marks),
      attachTypeId: points.schedWakeupNew ?? 0,
    },
    {
      name: 'test_witness',
      code: witness(fields, switchArguments),
      attachTypeId: points.schedSwitch ?? 0,
    },
  ]);
};
