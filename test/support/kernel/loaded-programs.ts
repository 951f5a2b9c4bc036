/** Our programs in a machine that is none: assembled over maps of their own, beside the kernel functions that they call. */
import { readBtf } from '../../../src/kernel/abi/bpf/btf.ts';
import { memberOf } from '../../../src/kernel/abi/bpf/btf-members.ts';
import { assemble } from '../../../src/kernel/abi/bpf/programs/assemble.ts';
import { MAPS, MARK_MAPS, RING_SLOTS } from '../../../src/kernel/abi/bpf/programs/maps.ts';
import { ranTasks } from '../../../src/kernel/abi/bpf/programs/ran-tasks.ts';
import {
  schedSwitch,
  schedWakeupNew,
  schedWaking,
} from '../../../src/kernel/abi/bpf/programs/scheduler.ts';
import {
  BTF_NAMES,
  locateFields,
  type MarkPlaces,
  type TaskFields,
} from '../../../src/kernel/abi/bpf/programs/task-fields.ts';
import { taskIterator } from '../../../src/kernel/abi/bpf/programs/task-iterator.ts';
import type { BpfMachine } from './bpf-machine.ts';
import type { KernelShape } from './kernel-shapes.ts';

/** Entries of the maps of waits and exits, and the room in the ring of those that ran. */
export type Room = Partial<Record<'waits' | 'exits' | 'ringSlots', number>>;

export type LoadedPrograms = {
  readonly fields: TaskFields;
  readonly maps: Readonly<Record<keyof typeof MAPS | keyof typeof MARK_MAPS, number>>;
  readonly all: Uint8Array;
  readonly ran: Uint8Array;
  readonly change: Uint8Array;
  readonly wake: Uint8Array;
  readonly born: Uint8Array;
};

/** @param find the address of the task with a tid, or 0 */
export const loadPrograms = (
  machine: BpfMachine,
  shape: KernelShape,
  { waits = 64, exits = 64, ringSlots = RING_SLOTS }: Room,
  find: (tid: number) => bigint,
): LoadedPrograms => {
  const btf = readBtf(shape.bytes, [...BTF_NAMES, { kind: 'struct', name: 'task_struct' }]);
  const onCpu = memberOf(btf, 'task_struct', 'on_cpu')?.bitOffset ?? Number.NaN;
  const marks: MarkPlaces = { onCpu: onCpu / 8, ringSlots, ...FUNCTIONS };
  const fields = { ...locateFields(btf), marks };
  const { wait, switchArguments } = fields;
  if (wait === undefined || switchArguments === undefined) throw new Error('no waits in shape');
  defineFunctions(machine, fields, find);
  const maps = {
    waits: machine.createMap({ ...MAPS.waits, entries: waits }),
    exits: machine.createMap({ ...MAPS.exits, entries: exits }),
    counts: machine.createMap(MAPS.counts),
    marks: machine.createMap(MARK_MAPS.marks),
    ring: machine.createMap(MARK_MAPS.ring),
    ran: machine.createMap(MARK_MAPS.ran),
  };
  const numbers = new Map(Object.entries(maps));
  return {
    fields,
    maps,
    all: assemble(taskIterator(fields), numbers),
    ran: assemble(ranTasks(fields, marks), numbers),
    change: assemble(schedSwitch(fields, switchArguments), numbers),
    wake: assemble(schedWaking(fields, wait), numbers),
    born: assemble(schedWakeupNew(fields, marks), numbers),
  };
};

/** The numbers of the kernel's functions. */
const FUNCTIONS = {
  rcuLock: 1,
  rcuUnlock: 2,
  taskFromPid: 3,
  taskRelease: 4,
  numbersNew: 5,
  numbersNext: 6,
  numbersDestroy: 7,
} as const;

const defineFunctions = (
  { functions }: BpfMachine,
  { cast }: TaskFields,
  find: (tid: number) => bigint,
): void => {
  let left = 0n;
  if (cast !== undefined) functions.set(cast.function, (task = 0n) => task);
  functions.set(FUNCTIONS.rcuLock, () => 0n);
  functions.set(FUNCTIONS.rcuUnlock, () => 0n);
  functions.set(FUNCTIONS.taskRelease, () => 0n);
  functions.set(FUNCTIONS.taskFromPid, (tid = 0n) => find(Number(tid)));
  functions.set(FUNCTIONS.numbersNew, (_, begin = 0n, end = 0n) => {
    left = end - begin;
    return 0n;
  });
  functions.set(FUNCTIONS.numbersNext, (iterator = 0n) => (left-- > 0n ? iterator : 0n));
  functions.set(FUNCTIONS.numbersDestroy, () => 0n);
};
