/**
 * Opens the BPF engine, or says why it cannot be had and what would help.
 *
 * Only the iterator is essential. Without the tracepoints the engine works, and exits and waits are standing gaps (attach.ts).
 */
import type { BlockPlaces } from '../../kernel/abi/bpf/block/block-places.ts';
import { MAPS } from '../../kernel/abi/bpf/programs/maps.ts';
import type { TaskFields } from '../../kernel/abi/bpf/programs/task-fields.ts';
import { taskIterator } from '../../kernel/abi/bpf/programs/task-iterator.ts';
import { CAP, hasCapability } from '../../kernel/abi/proc/process-status.ts';
import type { BpfEnvironment } from '../../kernel/sys/bpf/bpf-environment.ts';
import { keptUntilBoot } from '../../kernel/sys/bpf/kept-until-boot.ts';
import type { CgroupUse } from '../../kernel/sys/proc/cgroup-use.ts';
import { delayAccounting } from '../../kernel/sys/proc/kernel-facts.ts';
import type { Clock } from '../../lib/clock.ts';
import { UnavailableError } from '../../lib/errors.ts';
import type { Capability, Gap } from '../../sample/gap.ts';
import type { BlockWatch } from '../block/block-watch.ts';
import { openBlockWatch } from '../block/open-block.ts';
import type { Engine } from '../engine.ts';
import { DelaysKnown, noDelays } from '../taskstats/delays-known.ts';
import { type AttachPoints, attach } from './attach.ts';
import { BpfEngine } from './engine.ts';
import { findKernelTypes } from './kernel-types.ts';
import { withLoader } from './load.ts';

/** @throws UnavailableError with the reason, the remedy and, where the kernel refused, its words as the cause */
export const openBpfEngine = (environment: BpfEnvironment, clock: Clock): Engine => {
  const { fields, points, block } = kernelFacts(environment);
  const watchBlock = (): BlockWatch => openBlockWatch(block, environment, clock);
  return withLoader(environment, MAPS, (loader) => {
    const { seen, refusal, ran } = attach(loader, fields, points);
    const handles = {
      everyTask: loader.linkIterator({
        name: 'iotop_tasks',
        code: taskIterator(seen),
        attachTypeId: points.taskIterator,
      }),
      ran,
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
      watchBlock,
      seen.missing.includes('cgroup') ? undefined : environment.cgroups,
    );
  });
};

type Points = AttachPoints & { readonly taskIterator: number };

const kernelFacts = (
  environment: BpfEnvironment,
): {
  readonly fields: TaskFields;
  readonly points: Points;
  readonly block: BlockPlaces | undefined;
} => {
  requireRights(environment);
  const { points, fields, block } = keptUntilBoot('kernel-types.json', () =>
    findKernelTypes(environment),
  );
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
    block,
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

const visibleFields = (fields: TaskFields, environment: BpfEnvironment): TaskFields => {
  const delays = keepsDelays(environment) ? fields : without(fields, 'swapWait');
  return inHierarchy(delays, environment.cgroups);
};

/** With the group of each task in the hierarchy that is used. */
const inHierarchy = (fields: TaskFields, use: CgroupUse): TaskFields => {
  if (use.version === 2) return fields;
  const path = use.version === 1 ? fields.controllerGroups?.[use.controller ?? ''] : undefined;
  const others = without(fields, 'cgroup');
  if (path === undefined) return others;
  const missing = others.missing.filter((name) => name !== 'cgroup');
  return { ...others, paths: [...others.paths, path], missing };
};

const keepsDelays = ({ delayAccounting }: BpfEnvironment): boolean =>
  delayAccounting === 'always' || delayAccounting === 'on';

const without = (fields: TaskFields, field: 'swapWait' | 'cgroup'): TaskFields => ({
  ...fields,
  paths: fields.paths.filter((path) => path.field !== field),
  missing: [...fields.missing.filter((name) => name !== field), field],
});

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
  if (cgroups.version !== 2 && fields.missing.includes('cgroup')) {
    add('cgroup', ...NO_CGROUPS[cgroups.version]);
  }
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
  Record<Exclude<CgroupUse['version'], 2>, readonly [reason: string, remedy: string]>
> = {
  1: [
    'this machine groups tasks by version 1 of them, in a hierarchy that this kernel does not let iotop read',
    'boot with systemd.unified_cgroup_hierarchy=1',
  ],
  none: ['there are none but the root, which all tasks are in', ''],
};
