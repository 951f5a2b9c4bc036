/**
 * Opens the BPF engine, or says why it cannot be had and what would help.
 *
 * Only the iterator is essential. Without the tracepoints the engine works, and exits and waits are standing gaps.
 */
import { MAPS } from '../../kernel/abi/bpf/programs/maps.ts';
import { schedSwitch, schedWaking } from '../../kernel/abi/bpf/programs/scheduler.ts';
import {
  attachPoints,
  BTF_NAMES,
  locateFields,
  type TaskFields,
} from '../../kernel/abi/bpf/programs/task-fields.ts';
import { taskIterator } from '../../kernel/abi/bpf/programs/task-iterator.ts';
import { CAP, hasCapability } from '../../kernel/abi/proc/process-status.ts';
import type { BpfEnvironment } from '../../kernel/sys/bpf/bpf-environment.ts';
import type { CgroupUse } from '../../kernel/sys/proc/cgroup-use.ts';
import { delayAccounting } from '../../kernel/sys/proc/kernel-facts.ts';
import type { Clock } from '../../lib/clock.ts';
import { messageOf, SystemCallError, UnavailableError } from '../../lib/errors.ts';
import type { Capability, Gap } from '../../sample/gap.ts';
import type { Engine } from '../engine.ts';
import { DelaysKnown, noDelays } from '../taskstats/delays-known.ts';
import { BpfEngine } from './engine.ts';
import { type BpfLoader, decodeTypes, withLoader } from './load.ts';

/** @throws UnavailableError with the reason, the remedy and, where the kernel refused, its words as the cause */
export const openBpfEngine = (environment: BpfEnvironment, clock: Clock): Engine => {
  const { fields, points } = kernelFacts(environment);
  return withLoader(environment, MAPS, (loader) => {
    const refusal = attachTracepoints(loader, fields, points);
    const seen = refusal === undefined ? fields : withoutWaits(fields);
    const handles = {
      ...linkIterators(loader, seen, points.taskIterator),
      exits: loader.map('exits'),
      counts: loader.map('counts'),
      all: loader.opened,
    };
    const hasSwapWaits = environment.delayAccounting === 'on' && !seen.missing.includes('swapWait');
    return new BpfEngine(
      handles,
      standingGaps(environment, seen, refusal),
      clock,
      hasSwapWaits ? new DelaysKnown(clock, delayAccounting, false) : undefined,
    );
  });
};

type Points = {
  readonly taskIterator: number;
  readonly schedSwitch: number | undefined;
  readonly schedWaking: number | undefined;
};

const kernelFacts = (
  environment: BpfEnvironment,
): { readonly fields: TaskFields; readonly points: Points } => {
  requireRights(environment);
  const { points, fields } = decodeTypes(environment, BTF_NAMES, (btf) => ({
    points: attachPoints(btf),
    fields: locateFields(btf),
  }));
  const { taskIterator } = points;
  const missing = ESSENTIAL.filter((field) => fields.missing.includes(field));
  if (taskIterator === undefined || missing.length > 0) {
    throw new UnavailableError(
      taskIterator === undefined
        ? 'this kernel has no BPF task iterator'
        : `this kernel's tasks have no ${missing.join(', ')}`,
      'use Linux 5.8 or newer',
    );
  }
  return {
    fields: visibleFields(fields, environment),
    points: { ...points, taskIterator },
  };
};

const ESSENTIAL = ['tid', 'tgid', 'startedAt', 'state'] as const;

const requireRights = ({ initPidNamespace, bootClock, capabilities }: BpfEnvironment): void => {
  if (!initPidNamespace) {
    throw new UnavailableError(
      'task ids seen through BPF are those of the init PID namespace, and this is another',
      'run iotop on the host, or its container with the host PID namespace (--pid=host)',
    );
  }
  if (bootClock === 'shifted') {
    throw new UnavailableError(
      'the kernel does not say by how much the time namespace we are in shifts the boot clock (it tells it of our children only)',
      'start iotop as a new process in its time namespace (unshare --fork)',
    );
  }
  if (capabilities === undefined || hasCapability(capabilities, CAP.sysAdmin)) return;
  if (!hasCapability(capabilities, CAP.bpf) || !hasCapability(capabilities, CAP.perfmon)) {
    throw new UnavailableError(
      'BPF needs the capabilities CAP_BPF and CAP_PERFMON',
      'run iotop as root, or grant these two',
    );
  }
};

/**
 * What a kernel refuses is done without, one after the other: the cast, which only makes loading faster; the program for changed tasks. @throws SystemCallError
 */
const linkIterators = (
  loader: BpfLoader,
  fields: TaskFields,
  attachTypeId: number,
): { readonly everyTask: number; readonly changedTasks: number } => {
  const link = (name: string, which: 'all' | 'changed'): number =>
    loader.linkIterator({ name, code: taskIterator(fields, which), attachTypeId });
  try {
    const everyTask = link('iotop_tasks', 'all');
    const changedTasks = fields.rest === undefined ? everyTask : link('iotop_changes', 'changed');
    return { everyTask, changedTasks };
  } catch (thrown) {
    if (!(thrown instanceof SystemCallError)) throw thrown;
    if (fields.cast !== undefined) return linkIterators(loader, withoutCast(fields), attachTypeId);
    if (fields.rest === undefined) throw thrown;
    return linkIterators(loader, withoutRests(fields), attachTypeId);
  }
};

/** @returns why exits and waits cannot be had; undefined: they can */
const attachTracepoints = (
  loader: BpfLoader,
  fields: TaskFields,
  points: Points,
): string | undefined => {
  const { schedSwitch: switchId, schedWaking: wakingId } = points;
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
    if (!(thrown instanceof SystemCallError)) throw thrown;
    if (fields.cast !== undefined) return attachTracepoints(loader, withoutCast(fields), points);
    return messageOf(thrown);
  }
};

const visibleFields = (fields: TaskFields, environment: BpfEnvironment): TaskFields => {
  const delays = keepsDelays(environment) ? fields : without(fields, 'swapWait');
  const kept = environment.cgroups === 'version-2' ? delays : without(delays, 'cgroup');
  return environment.loads === 'in-order' ? kept : withoutRests(kept);
};

const keepsDelays = ({ delayAccounting }: BpfEnvironment): boolean =>
  delayAccounting === 'always' || delayAccounting === 'on';

const without = (fields: TaskFields, field: 'swapWait' | 'cgroup'): TaskFields => ({
  ...fields,
  paths: fields.paths.filter((path) => path.field !== field),
  missing: [...fields.missing.filter((name) => name !== field), field],
});

const withoutWaits = ({ wait: _, ...fields }: TaskFields): TaskFields => fields;

const withoutCast = ({ cast: _, ...fields }: TaskFields): TaskFields => fields;

const withoutRests = ({ rest: _, ...fields }: TaskFields): TaskFields => fields;

const standingGaps = (
  environment: BpfEnvironment,
  fields: TaskFields,
  refusal: string | undefined,
): readonly Gap[] => {
  const gaps: Gap[] = [];
  const add = (what: Capability, reason: string, remedy: string): void => {
    gaps.push({ kind: 'unavailable', what, reason, remedy });
  };
  if (refusal !== undefined) add('exits', refusal, '');
  if (fields.wait === undefined) {
    add('io-wait', refusal ?? 'this kernel does not mark tasks that wait for I/O', '');
  }
  const { delayAccounting, cgroups } = environment;
  if (cgroups !== 'version-2') add('cgroup', ...NO_CGROUPS[cgroups]);
  if (delayAccounting === 'off' || delayAccounting === undefined) {
    const { reason, remedy } = noDelays(delayAccounting);
    add('swap-wait', reason, remedy);
  } else if (fields.missing.includes('swapWait')) {
    add('swap-wait', 'this kernel is built without CONFIG_TASK_DELAY_ACCT', '');
  }
  return gaps;
};

/** The kernel has an id for it all the same: 1, the root's, for every task. */
const NO_CGROUPS: Readonly<
  Record<Exclude<CgroupUse, 'version-2'>, readonly [reason: string, remedy: string]>
> = {
  'version-1': [
    'this machine groups tasks by version 1 of them, and iotop reads version 2, where all tasks are in the root',
    'boot with systemd.unified_cgroup_hierarchy=1',
  ],
  none: ['there are none but the root, which all tasks are in', ''],
};
