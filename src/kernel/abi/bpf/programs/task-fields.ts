/**
 * Where this kernel keeps what a task record holds: one row for each field, with the pointers to follow from the task.
 *
 * Sources: include/linux/sched.h, task_io_accounting.h, delayacct.h, cred.h, iocontext.h, cgroup-defs.h, kernfs.h.
 */
import { defined } from '../../../../lib/defined.ts';
import type { Btf, BtfName } from '../btf.ts';
import { typeId } from '../btf.ts';
import { argumentsPointingTo, enumeratorOf, memberOf } from '../btf-members.ts';
import type { Width } from './instruction.ts';
import { RING_SLOTS } from './maps.ts';
import type { RecordField } from './task-record.ts';

/** One step from a struct: `struct.member`; all but the last step load a pointer. */
type Step = readonly [struct: string, member: string];

type FieldSource = {
  readonly field: RecordField;
  /** Bytes to load at the end of the path. */
  readonly width: Width;
  /** What the kernel called it over the years; the first that is there counts. */
  readonly paths: readonly (readonly Step[])[];
  /** What a null pointer on the way means; -1: unknown. */
  readonly whenNull: number;
  /** Bytes behind the member's beginning. */
  readonly skip: number;
};

const task = (field: RecordField, width: Width, ...members: readonly string[]): FieldSource => ({
  field,
  width,
  paths: members.map((member) => [['task_struct', member]]),
  whenNull: -1,
  skip: 0,
});

/** A record's fields, but for the waits, which come from a map. */
export const FIELD_SOURCES: readonly FieldSource[] = [
  task('tid', 4, 'pid'),
  task('tgid', 4, 'tgid'),
  // Called real_start_time before Linux 5.5, which had no task iterator.
  task('startedAt', 8, 'start_boottime'),
  task('read', 8, 'ioac.read_bytes'),
  task('write', 8, 'ioac.write_bytes'),
  task('cancelledWrite', 8, 'ioac.cancelled_write_bytes'),
  task('readChars', 8, 'ioac.rchar'),
  task('writeChars', 8, 'ioac.wchar'),
  task('readCalls', 8, 'ioac.syscr'),
  task('writeCalls', 8, 'ioac.syscw'),
  task('runtime', 8, 'se.sum_exec_runtime'),
  // A long called `state` before Linux 5.14; its low half is what counts.
  task('state', 4, '__state', 'state'),
  task('exitState', 4, 'exit_state'),
  task('flags', 4, 'flags'),
  // Loading comm as two numbers takes 2 ns where the helper for strings takes 200.
  task('comm', 8, 'comm'),
  { ...task('commRest', 8, 'comm'), skip: 8 },
  {
    ...task('swapWait', 8),
    paths: [
      [
        ['task_struct', 'delays'],
        ['task_delay_info', 'swapin_delay'],
      ],
    ],
  },
  {
    ...task('uid', 4),
    paths: [
      [
        ['task_struct', 'real_cred'],
        ['cred', 'uid'],
      ],
    ],
  },
  {
    ...task('ioPriority', 2),
    paths: [
      [
        ['task_struct', 'io_context'],
        ['io_context', 'ioprio'],
      ],
    ],
    // No context: never set, so class none.
    whenNull: 0,
  },
  {
    ...task('cgroup', 8),
    paths: [
      [
        ['task_struct', 'cgroups'],
        ['css_set', 'dfl_cgrp'],
        ['cgroup', 'kn'],
        ['kernfs_node', 'id'],
      ],
    ],
  },
];

/** The group in a hierarchy of version 1: `subsys` has a pointer for each controller. */
const CONTROLLER_GROUP: readonly Step[] = [
  ['task_struct', 'cgroups'],
  ['css_set', 'subsys'],
  ['cgroup_subsys_state', 'cgroup'],
  ['cgroup', 'kn'],
  ['kernfs_node', 'id'],
];

/** Names in /proc/cgroups, and the kernel's where they differ: NAME_cgrp_id. Source: include/linux/cgroup_subsys.h. */
const CONTROLLERS = {
  ...{ memory: 'memory', pids: 'pids', blkio: 'io', cpu: 'cpu', cpuacct: 'cpuacct' },
  ...{ devices: 'devices', cpuset: 'cpuset', freezer: 'freezer', net_cls: 'net_cls' },
  ...{ net_prio: 'net_prio', perf_event: 'perf_event', hugetlb: 'hugetlb', rdma: 'rdma' },
  misc: 'misc',
} as const;

/** How to load one field: the offsets to follow, the last one of the value itself. */
export type FieldPath = {
  readonly field: RecordField;
  readonly width: Width;
  readonly offsets: readonly number[];
  readonly whenNull: number;
};

/** The bit that says a task sleeps for I/O. */
export type WaitPlaces = {
  /** Byte of the task that holds `in_iowait`, and the bit in it. */
  readonly byte: number;
  readonly mask: number;
};

/** What it takes to mark the tasks that ran and to ask only those, see ran-tasks.ts. The functions are there from Linux 6.4 on. */
export type MarkPlaces = {
  /** Where the task says that it is on a CPU: bytes from its beginning. */
  readonly onCpu: number;
  /** Room in the ring of those that ran; a power of two, at most RING_SLOTS. */
  readonly ringSlots: number;
} & Readonly<Record<keyof typeof KERNEL_FUNCTIONS, number>>;

/** Kernel functions that programs may call (kfuncs): our name, the kernel's. A `MarkPlaces` has the BTF number of each. */
const KERNEL_FUNCTIONS = {
  rcuLock: 'bpf_rcu_read_lock',
  rcuUnlock: 'bpf_rcu_read_unlock',
  taskFromPid: 'bpf_task_from_pid',
  taskRelease: 'bpf_task_release',
  numbersNew: 'bpf_iter_num_new',
  numbersNext: 'bpf_iter_num_next',
  numbersDestroy: 'bpf_iter_num_destroy',
} as const;

/** What a task's process knows of its threads, in its `signal_struct`: how many there are, and the runtime of those that ended. Bytes. */
type ThreadPlaces = {
  /** Of the pointer, from the task's beginning. */
  readonly process: number;
  readonly living: number;
  readonly endedRuntime: number;
};

/** The kernel function `bpf_rdonly_cast` (Linux 6.2) and `task_struct`, by number. */
type CastPlaces = { readonly function: number; readonly task: number };

/** All the programs need to know of this kernel. */
export type TaskFields = {
  readonly paths: readonly FieldPath[];
  /** Fields this kernel does not have: unknown in every record. */
  readonly missing: readonly RecordField[];
  /** How to load a task's group in the hierarchy of version 1 that has a controller, by its name in /proc/cgroups. */
  readonly controllerGroups?: Readonly<Record<string, FieldPath>>;
  /** Absent: no task can be seen waiting. */
  readonly wait?: WaitPlaces;
  /** Absent: tasks that ran cannot be marked, and every pass asks all. */
  readonly marks?: MarkPlaces;
  /** Absent: leaders with threads cannot be recognised. */
  readonly threads?: ThreadPlaces;
  /** Absent: pointers are loaded from the task as it comes, which takes the verifier longer. */
  readonly cast?: CastPlaces;
  /** Which arguments of sched_switch are the task that goes and the one that comes; absent: no such tracepoint. */
  readonly switchArguments?: { readonly previous: number; readonly next: number };
};

const TRACEPOINTS = ['sched_switch', 'sched_waking'] as const;

/** What `readBtf` must look for. */
export const BTF_NAMES: readonly BtfName[] = [
  ...[...new Set(FIELD_SOURCES.flatMap(({ paths }) => paths.flat().map(([struct]) => struct)))].map(
    (name) => ({ kind: 'struct', name }) as const,
  ),
  { kind: 'struct', name: 'signal_struct' },
  { kind: 'struct', name: 'cgroup_subsys_state' },
  { kind: 'enum', name: 'cgroup_subsys_id' },
  { kind: 'function', name: 'bpf_iter_task' },
  ...Object.values(KERNEL_FUNCTIONS).map((name) => ({ kind: 'function', name }) as const),
  { kind: 'function', name: 'bpf_rdonly_cast' },
  ...TRACEPOINTS.map((name) => ({ kind: 'typedef', name: `btf_trace_${name}` }) as const),
];

/** Numbers of the types the programs attach to; absent: this kernel has none. */
export const attachPoints = (
  btf: Btf,
): {
  readonly taskIterator: number | undefined;
  readonly schedSwitch: number | undefined;
  readonly schedWaking: number | undefined;
} => ({
  taskIterator: typeId(btf, 'function', 'bpf_iter_task'),
  schedSwitch: typeId(btf, 'typedef', 'btf_trace_sched_switch'),
  schedWaking: typeId(btf, 'typedef', 'btf_trace_sched_waking'),
});

/** @throws DecodeError when the BTF is not well formed */
export const locateFields = (btf: Btf): TaskFields => {
  const paths: FieldPath[] = [];
  const missing: RecordField[] = [];
  for (const source of FIELD_SOURCES) {
    const { field, width, whenNull } = source;
    const offsets = source.paths.map((path) => offsetsOf(btf, path, source.skip)).find(Boolean);
    if (offsets === undefined) missing.push(field);
    else paths.push({ field, width, offsets, whenNull });
  }
  const bit = memberOf(btf, 'task_struct', 'in_iowait');
  const [previous, next] = argumentsPointingTo(btf, 'sched_switch', 'task_struct');
  const marks = missing.some((field) => NEEDED_BY_MARKS.includes(field))
    ? undefined
    : locateMarks(btf);
  const threads = locateThreads(btf);
  const cast = locateCast(btf);
  return {
    paths,
    missing,
    controllerGroups: locateControllers(btf),
    ...(bit !== undefined && {
      wait: { byte: Math.floor(bit.bitOffset / 8), mask: 1 << (bit.bitOffset % 8) },
    }),
    ...defined({ marks, threads, cast }),
    ...(previous !== undefined && next !== undefined && { switchArguments: { previous, next } }),
  };
};

const locateControllers = (btf: Btf): Readonly<Record<string, FieldPath>> => {
  const found: { [controller: string]: FieldPath } = {};
  const [cgroups, subsys, ...rest] = offsetsOf(btf, CONTROLLER_GROUP, 0) ?? [];
  if (cgroups === undefined || subsys === undefined) return found;
  for (const [controller, name] of Object.entries(CONTROLLERS)) {
    const number = enumeratorOf(btf, 'cgroup_subsys_id', `${name}_cgrp_id`);
    if (number === undefined) continue;
    const offsets = [cgroups, subsys + 8 * number, ...rest];
    found[controller] = { field: 'cgroup', width: 8, offsets, whenNull: -1 };
  }
  return found;
};

const locateCast = (btf: Btf): CastPlaces | undefined => {
  const called = typeId(btf, 'function', 'bpf_rdonly_cast');
  const task = typeId(btf, 'struct', 'task_struct');
  return called === undefined || task === undefined ? undefined : { function: called, task };
};

const locateThreads = (btf: Btf): ThreadPlaces | undefined => {
  const process = memberOf(btf, 'task_struct', 'signal')?.bitOffset;
  const [living, endedRuntime] = (['nr_threads', 'sum_sched_runtime'] as const).map(
    (member) => memberOf(btf, 'signal_struct', member)?.bitOffset,
  );
  if (process === undefined || living === undefined || endedRuntime === undefined) return undefined;
  return { process: process / 8, living: living / 8, endedRuntime: endedRuntime / 8 };
};

/** What tells whether a task is at rest. */
const NEEDED_BY_MARKS: readonly RecordField[] = ['tid', 'state', 'exitState'];

/** `on_cpu` is there where the kernel is built for more than one CPU. */
const locateMarks = (btf: Btf): MarkPlaces | undefined => {
  const onCpu = memberOf(btf, 'task_struct', 'on_cpu')?.bitOffset;
  if (onCpu === undefined) return undefined;
  const places: { [name: string]: number } = { onCpu: onCpu / 8, ringSlots: RING_SLOTS };
  for (const [name, kernelName] of Object.entries(KERNEL_FUNCTIONS)) {
    const id = typeId(btf, 'function', kernelName);
    if (id === undefined) return undefined;
    places[name] = id;
  }
  return places as MarkPlaces;
};

const offsetsOf = (
  btf: Btf,
  path: readonly Step[],
  skip: number,
): readonly number[] | undefined => {
  const offsets: number[] = [];
  for (const [struct, member] of path) {
    const found = memberOf(btf, struct, member);
    if (found === undefined) return undefined;
    offsets.push(found.bitOffset / 8 + (offsets.length === path.length - 1 ? skip : 0));
  }
  return offsets;
};
