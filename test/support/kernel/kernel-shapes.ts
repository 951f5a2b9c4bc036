/**
 * The task as nine kernels lay it out, cut down to what our programs ask for: six recorded, three built by hand, whose offsets (in bytes)
 * are invented.
 */
import { readFileSync } from 'node:fs';
import { BtfBuilder, type BuiltMember } from './btf-builder.ts';

export type KernelShape = {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Where the state is expected, and the byte and mask of in_iowait. */
  readonly state: number;
  readonly wait: { readonly byte: number; readonly mask: number };
  /** Which arguments of sched_switch are tasks. */
  readonly tasks: readonly number[];
  readonly missing: readonly string[];
};

/** 5.8: `state` is a volatile long, three arguments, no randomised layout. @param functions that programs may call, which it had none of */
export const linux58 = (functions: readonly string[] = []): KernelShape => {
  const btf = new BtfBuilder();
  for (const name of functions) btf.function(name, btf.prototype());
  const types = common(btf);
  const task = btf.struct(
    'task_struct',
    at('state', types.u64, 16),
    ...identity(types, 1000),
    at('exit_state', types.u32, 900),
    bit('in_iowait', types.u32, 940, 2),
    bit('sched_reset_on_fork', types.u32, 940, 0),
    at('ioac', types.ioac, 1200),
    at('delays', types.delays, 1300),
  );
  points(btf, [types.u8, btf.pointer(task), btf.pointer(task)]);
  return {
    name: 'Linux 5.8',
    bytes: btf.bytes(),
    state: 16,
    wait: { byte: 940, mask: 4 },
    tasks: [1, 2],
    missing: [],
  };
};

/** 6.6: `__state`, and all members but the first inside an anonymous struct (CONFIG_RANDSTRUCT); prev_state comes last. */
export const linux66Randomised = (): KernelShape => {
  const btf = new BtfBuilder();
  const types = common(btf);
  const inner = btf.struct(
    '',
    at('__state', types.u32, 8),
    at('exit_state', types.u32, 12),
    ...identity(types, 500),
    bit('in_iowait', types.u32, 713, 5),
    at('ioac', types.ioac, 800),
    at('delays', types.delays, 300),
  );
  const around = btf.union('', at('', inner, 0), at('unused', types.u64, 0));
  const task = btf.struct('task_struct', at('thread_info', types.u64, 0), at('', around, 16));
  const pointer = btf.pointer(btf.const(task));
  points(btf, [types.u8, pointer, pointer, types.u32]);
  btf.function('bpf_rdonly_cast', btf.prototype(btf.pointer(0), types.u32));
  return {
    name: 'Linux 6.6 with a randomised layout',
    bytes: btf.bytes(),
    state: 24,
    wait: { byte: 729, mask: 32 },
    tasks: [1, 2],
    missing: [],
  };
};

/** A kernel without I/O and delay accounting, with the arguments of sched_switch in the order 5.18-rc had them. */
export const linuxWithoutAccounting = (): KernelShape => {
  const btf = new BtfBuilder();
  const types = common(btf);
  const task = btf.struct(
    'task_struct',
    at('__state', types.u32, 24),
    at('exit_state', types.u32, 900),
    ...identity(types, 1000),
    bit('in_iowait', types.u32, 940, 7),
  );
  const pointer = btf.pointer(task);
  points(btf, [types.u8, types.u32, pointer, pointer]);
  return {
    name: 'a kernel without accounting',
    bytes: btf.bytes(),
    state: 24,
    wait: { byte: 940, mask: 128 },
    tasks: [2, 3],
    missing: [
      'read',
      'write',
      'cancelledWrite',
      'readChars',
      'writeChars',
      'readCalls',
      'writeCalls',
      'swapWait',
    ],
  };
};

/** By folder of test/fixtures/kernels; where things lie was found with another reader of BTF. */
const RECORDED = {
  '5.10-x86_64': { state: 16, wait: { byte: 2168, mask: 4 } },
  '6.1-x86_64': { state: 24, wait: { byte: 2344, mask: 8 } },
  '6.12-x86_64': { state: 24, wait: { byte: 2360, mask: 16 } },
  '6.12-arm64': { state: 24, wait: { byte: 1304, mask: 16 } },
  '6.18-x86_64': { state: 24, wait: { byte: 1193, mask: 1 } },
  '7.2-x86_64': { state: 24, wait: { byte: 2736, mask: 8 } },
} as const;

const recordedShapes = (): readonly KernelShape[] =>
  Object.entries(RECORDED).map(([folder, places]) => ({
    name: `Linux ${folder} as recorded`,
    bytes: readFileSync(new URL(`../../fixtures/kernels/${folder}/btf`, import.meta.url)),
    tasks: [1, 2],
    missing: [],
    ...places,
  }));

export const kernelShapes = (): readonly KernelShape[] => [
  ...recordedShapes(),
  linux58(),
  linux66Randomised(),
  linuxWithoutAccounting(),
];

const at = (name: string, type: number, byte: number): BuiltMember => ({
  name,
  type,
  bitOffset: byte * 8,
});
const bit = (name: string, type: number, byte: number, position: number): BuiltMember => ({
  name,
  type,
  bitOffset: byte * 8 + position,
  bitSize: 1,
});

type Types = ReturnType<typeof common>;

const common = (btf: BtfBuilder) => {
  const u8 = btf.int('unsigned char', 1);
  const u32 = btf.int('unsigned int', 4);
  const u64 = btf.int('unsigned long long', 8);
  const ioac = btf.struct(
    'task_io_accounting',
    ...[
      'rchar',
      'wchar',
      'syscr',
      'syscw',
      'read_bytes',
      'write_bytes',
      'cancelled_write_bytes',
    ].map((name, i) => at(name, u64, i * 8)),
  );
  const delays = btf.pointer(btf.struct('task_delay_info', at('swapin_delay', u64, 64)));
  const entity = btf.struct('sched_entity', at('sum_exec_runtime', u64, 104));
  const cred = btf.pointer(btf.const(btf.struct('cred', at('uid', u32, 8))));
  const context = btf.pointer(btf.struct('io_context', at('ioprio', u32, 12)));
  const node = btf.pointer(btf.struct('kernfs_node', at('id', u64, 96)));
  const cgroup = btf.pointer(btf.struct('cgroup', at('kn', node, 256)));
  const set = btf.pointer(btf.struct('css_set', at('dfl_cgrp', cgroup, 112)));
  const signal = btf.pointer(
    btf.struct('signal_struct', at('nr_threads', u32, 12), at('sum_sched_runtime', u64, 672)),
  );
  return { u8, u32, u64, ioac, delays, entity, cred, context, set, signal };
};

const identity = (types: Types, base: number): readonly BuiltMember[] => [
  at('flags', types.u32, base - 4),
  at('pid', types.u32, base),
  at('tgid', types.u32, base + 4),
  at('start_time', types.u64, base + 8),
  at('start_boottime', types.u64, base + 16),
  at('comm', types.u8, base + 24),
  at('real_cred', types.cred, base + 40),
  at('io_context', types.context, base + 48),
  at('cgroups', types.set, base + 56),
  at('se', types.entity, base + 64),
  at('signal', types.signal, base - 32),
  // Of tasks, as every pointer in a task is to what its name says.
  at('real_parent', types.signal, base - 24),
  at('on_cpu', types.u32, base - 8),
];

/** The iterator and the tracepoints; every tracepoint has a hidden first argument, void *. */
const points = (btf: BtfBuilder, switchArguments: readonly number[]): void => {
  const hidden = btf.pointer(0);
  btf.function('bpf_iter_task', btf.prototype());
  btf.typedef('btf_trace_sched_switch', btf.pointer(btf.prototype(hidden, ...switchArguments)));
  for (const name of ['btf_trace_sched_waking', 'btf_trace_sched_wakeup_new']) {
    btf.typedef(name, btf.pointer(btf.prototype(hidden, ...switchArguments.slice(1, 2))));
  }
};
