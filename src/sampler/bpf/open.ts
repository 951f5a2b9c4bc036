/**
 * Opens the BPF engine, or says why it cannot be had and what would help.
 *
 * What is essential is the iterator. Without the tracepoints the engine still works: then exits and waits are standing gaps.
 */

import { readBtf } from '../../kernel/abi/bpf/btf.ts';
import { assemble } from '../../kernel/abi/bpf/programs/assemble.ts';
import type { Instruction } from '../../kernel/abi/bpf/programs/instruction.ts';
import { MAPS } from '../../kernel/abi/bpf/programs/maps.ts';
import { schedSwitch } from '../../kernel/abi/bpf/programs/sched-switch.ts';
import { schedWaking } from '../../kernel/abi/bpf/programs/sched-waking.ts';
import {
  attachPoints,
  BTF_NAMES,
  locateFields,
  type TaskFields,
} from '../../kernel/abi/bpf/programs/task-fields.ts';
import { taskIterator } from '../../kernel/abi/bpf/programs/task-iterator.ts';
import {
  ATTACH,
  closeDescriptor,
  createMap,
  linkIterator,
  loadProgram,
  openRawTracepoint,
} from '../../kernel/sys/bpf/bpf.ts';
import type { BpfEnvironment } from '../../kernel/sys/bpf/bpf-environment.ts';
import type { CgroupUse } from '../../kernel/sys/proc/cgroup-use.ts';
import { delayAccounting } from '../../kernel/sys/proc/kernel-facts.ts';
import type { Clock } from '../../lib/clock.ts';
import { DecodeError, messageOf, SystemCallError, UnavailableError } from '../../lib/errors.ts';
import type { Capability, Gap } from '../../sample/gap.ts';
import type { Engine } from '../engine.ts';
import { DelaysKnown, noDelays } from '../taskstats/delays-known.ts';
import { BpfEngine } from './engine.ts';

/** @throws UnavailableError with the reason, the remedy and, where the kernel refused, its words as the cause */
export const openBpfEngine = (environment: BpfEnvironment, clock: Clock): Engine => {
  const { fields, points } = kernelFacts(environment);
  const opened: number[] = [];
  const keep = (fd: number): number => {
    opened.unshift(fd);
    return fd;
  };
  try {
    const maps = new Map(
      Object.entries(MAPS).map(([name, shape]) => [name, keep(createMap(shape))] as const),
    );
    const load = (name: string, code: readonly Instruction[], attach: Attach): number =>
      keep(loadProgram({ name, instructions: assemble(code, maps), ...attach }));

    const refusal = attachTracepoints({ fields, points, load, keep });
    const seen = refusal === undefined ? fields : withoutWaits(fields);
    const handles = {
      ...attachIterators(seen, points.taskIterator, { load, keep }),
      exits: maps.get('exits') as number,
      counts: maps.get('counts') as number,
      all: opened,
    };
    return new BpfEngine(
      handles,
      standingGaps(environment, seen, refusal),
      clock,
      environment.delayAccounting === 'on' && !seen.missing.includes('swapWait')
        ? new DelaysKnown(clock, delayAccounting, false)
        : undefined,
    );
  } catch (thrown) {
    for (const fd of opened) closeDescriptor(fd);
    throw thrown instanceof SystemCallError ? explain(thrown, environment) : thrown;
  }
};

type Attach = { readonly attachType: 23 | 28; readonly attachTypeId: number };

type Attaching = {
  readonly fields: TaskFields;
  readonly points: Points;
  readonly load: (name: string, code: readonly Instruction[], attach: Attach) => number;
  readonly keep: (fd: number) => number;
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
  if (environment.btf === undefined) {
    throw new UnavailableError(
      'this kernel does not describe its types (no /sys/kernel/btf/vmlinux)',
      'use a kernel built with CONFIG_DEBUG_INFO_BTF',
    );
  }
  const { points, fields } = decodeTypes(environment.btf);
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

const decodeTypes = (bytes: Uint8Array) => {
  try {
    const btf = readBtf(bytes, BTF_NAMES);
    return { points: attachPoints(btf), fields: locateFields(btf) };
  } catch (thrown) {
    if (!(thrown instanceof DecodeError)) throw thrown;
    throw new UnavailableError(
      `this kernel's description of its types cannot be read: ${thrown.message}`,
      '',
      { cause: thrown },
    );
  }
};

const ESSENTIAL = ['tid', 'tgid', 'startedAt', 'state'] as const;

const CAP_SYS_ADMIN = 1n << 21n;
const CAP_PERFMON_AND_BPF = (1n << 38n) | (1n << 39n);

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
  if (capabilities === undefined || (capabilities & CAP_SYS_ADMIN) !== 0n) return;
  if ((capabilities & CAP_PERFMON_AND_BPF) !== CAP_PERFMON_AND_BPF) {
    throw new UnavailableError(
      'BPF needs the capabilities CAP_BPF and CAP_PERFMON',
      'run iotop as root, or grant these two',
    );
  }
};

/** A kernel that refuses to tell what changed still tells all. @throws SystemCallError */
const attachIterators = (
  fields: TaskFields,
  attachTypeId: number,
  { load, keep }: Pick<Attaching, 'load' | 'keep'>,
): { readonly everyTask: number; readonly changedTasks: number } => {
  const iterate = (name: string, told: 'all' | 'changed'): number => {
    const attach = { attachType: ATTACH.iterator, attachTypeId };
    return keep(linkIterator(load(name, taskIterator(fields, told), attach)));
  };
  try {
    const everyTask = iterate('iotop_tasks', 'all');
    const changedTasks =
      fields.rest === undefined ? everyTask : iterate('iotop_changes', 'changed');
    return { everyTask, changedTasks };
  } catch (thrown) {
    if (fields.rest === undefined || !(thrown instanceof SystemCallError)) throw thrown;
    return attachIterators(withoutRests(fields), attachTypeId, { load, keep });
  }
};

/** @returns why exits and waits cannot be had; undefined: they can */
const attachTracepoints = (on: Attaching): string | undefined => {
  const { fields, points, load, keep } = on;
  const { wait, switchArguments } = fields;
  if (points.schedSwitch === undefined || switchArguments === undefined) {
    return 'this kernel has no tracepoint sched_switch';
  }
  const attachType = ATTACH.rawTracepoint;
  try {
    const programs = [
      load('iotop_switch', schedSwitch(fields, switchArguments), {
        attachType,
        attachTypeId: points.schedSwitch,
      }),
    ];
    if (points.schedWaking !== undefined && wait !== undefined) {
      programs.push(
        load('iotop_waking', schedWaking(fields, wait), {
          attachType,
          attachTypeId: points.schedWaking,
        }),
      );
    }
    for (const program of programs) keep(openRawTracepoint(program));
    return undefined;
  } catch (thrown) {
    if (thrown instanceof SystemCallError) return messageOf(thrown);
    throw thrown;
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

const explain = (refusal: SystemCallError, environment: BpfEnvironment): UnavailableError => {
  const cause = { cause: refusal };
  if (environment.lockdown === 'confidentiality') {
    return new UnavailableError(
      `the kernel is locked down: ${refusal.message}`,
      'boot without lockdown=confidentiality',
      cause,
    );
  }
  if (refusal.code === 'EPERM') {
    return new UnavailableError(
      `the kernel does not allow BPF: ${refusal.message}`,
      'run iotop as root in the init user namespace (before Linux 5.11 also: ulimit -l unlimited)',
      cause,
    );
  }
  return new UnavailableError(`the kernel refused our BPF program: ${refusal.message}`, '', cause);
};
