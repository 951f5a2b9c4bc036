/** A kernel of one CPU as our programs see it: tasks, switches and wakings, and a clock that moves when told. */

import { readBtf } from '../../../src/kernel/abi/bpf/btf.ts';
import { assemble } from '../../../src/kernel/abi/bpf/programs/assemble.ts';
import { MAPS } from '../../../src/kernel/abi/bpf/programs/maps.ts';
import { schedSwitch, schedWaking } from '../../../src/kernel/abi/bpf/programs/scheduler.ts';
import {
  BTF_NAMES,
  locateFields,
  type RestPlaces,
  type TaskFields,
} from '../../../src/kernel/abi/bpf/programs/task-fields.ts';
import { taskIterator } from '../../../src/kernel/abi/bpf/programs/task-iterator.ts';
import {
  RECORD_LENGTH,
  type RecordField,
} from '../../../src/kernel/abi/bpf/programs/task-record.ts';
import { milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import { appendEnded, recordBuffer, roomForPlaces } from '../../../src/sampler/bpf/records.ts';
import { appendStream, mostRecords } from '../../../src/sampler/bpf/stream.ts';
import { newSnapshot } from '../../../src/sampler/table/snapshot.ts';
import { rowsOf, type SnapshotRow } from '../snapshots/snapshot-row.ts';
import { BpfMachine } from './bpf-machine.ts';
import type { KernelShape } from './kernel-shapes.ts';

/** A task's address in the fake kernel. */
export type FakeTask = bigint;

export const STATE = { running: 0, sleeping: 1, waiting: 2, traced: 8, dead: 0x80 } as const;

const TASK_LENGTH = 16_384;

export class FakeScheduler {
  readonly machine = new BpfMachine();
  readonly fields: TaskFields;
  readonly #maps: ReadonlyMap<string, number>;
  readonly #programs: {
    readonly all: Uint8Array;
    readonly changed: Uint8Array;
    readonly change: Uint8Array;
    readonly wake: Uint8Array;
  };
  readonly #tasks = new Set<FakeTask>();
  #last = newSnapshot(1);

  /** @param entries the sizes of the maps of waits and exits */
  constructor(shape: KernelShape, entries = { waits: 64, exits: 64 }) {
    this.fields = locateFields(readBtf(shape.bytes, BTF_NAMES));
    const { machine, fields } = this;
    this.#maps = new Map([
      ['waits', machine.createMap({ ...MAPS.waits, entries: entries.waits })],
      ['exits', machine.createMap({ ...MAPS.exits, entries: entries.exits })],
      ['rests', machine.createMap(MAPS.rests)],
      ['counts', machine.createMap(MAPS.counts)],
    ]);
    const { wait, switchArguments } = fields;
    if (wait === undefined || switchArguments === undefined) throw new Error('no waits in shape');
    this.#programs = {
      all: assemble(taskIterator(fields, 'all'), this.#maps),
      changed: assemble(taskIterator(fields, 'changed'), this.#maps),
      change: assemble(schedSwitch(fields, switchArguments), this.#maps),
      wake: assemble(schedWaking(fields, wait), this.#maps),
    };
  }

  /** Fields by their name in the record; those of this kernel's shape only. */
  birth(values: Partial<Record<RecordField, number>>): FakeTask {
    const task = this.machine.allocate(TASK_LENGTH);
    this.#tasks.add(task);
    this.set(task, values);
    return task;
  }

  set(task: FakeTask, values: Partial<Record<RecordField, number>>): void {
    for (const { field, width, offsets } of this.fields.paths) {
      const value = values[field];
      if (value === undefined || offsets.length !== 1) continue;
      this.machine.write(task + BigInt(offsets[0] as number), width, BigInt(value));
    }
  }

  setInIoWait(task: FakeTask, value: 0 | 1): void {
    const { byte, mask } = this.fields.wait ?? { byte: 0, mask: 0 };
    // The other bits belong to others.
    this.machine.write(task + BigInt(byte), 1, BigInt(value === 1 ? 0xff : 0xff & ~mask));
  }

  state(task: FakeTask): number {
    const path = this.fields.paths.find(({ field }) => field === 'state');
    return Number(this.machine.read(task + BigInt(path?.offsets[0] ?? 0), 4));
  }

  /** Makes the pointer field's whole path: each struct on the way is fresh. */
  point(task: FakeTask, field: RecordField, value: number): void {
    const path = this.fields.paths.find((one) => one.field === field);
    if (path === undefined) throw new Error(`no ${field}`);
    let at = task;
    for (const offset of path.offsets.slice(0, -1)) {
      const next = this.machine.allocate(TASK_LENGTH);
      this.machine.write(at + BigInt(offset), 8, next);
      at = next;
    }
    this.machine.write(at + BigInt(path.offsets.at(-1) as number), path.width, BigInt(value));
  }

  /** How many threads its process has, and how long those ran that have ended. */
  setThreads(
    task: FakeTask,
    { living, endedRuntime }: { living: number; endedRuntime: number },
  ): void {
    const places = this.fields.threads ?? { process: 0, living: 0, endedRuntime: 0 };
    const process = this.machine.allocate(TASK_LENGTH);
    this.machine.write(task + BigInt(places.process), 8, process);
    this.machine.write(process + BigInt(places.living), 4, BigInt(living));
    this.machine.write(process + BigInt(places.endedRuntime), 8, BigInt(endedRuntime));
  }

  pass(time: number): void {
    this.machine.now += BigInt(time);
  }

  /** The CPU goes from one task to the other, as __schedule() does it: the count first, who runs last. */
  change(from: FakeTask, to: FakeTask, how: 'left' | 'preempted' = 'left'): void {
    this.#countSwitch(from, how);
    this.setOnCpu(to, 1);
    const { previous, next } = this.fields.switchArguments ?? { previous: 0, next: 0 };
    const context = this.machine.allocate(64);
    this.machine.write(context, 8, how === 'preempted' ? 1n : 0n);
    this.machine.write(context + BigInt(previous * 8), 8, from);
    this.machine.write(context + BigInt(next * 8), 8, to);
    this.machine.run(this.#programs.change, context);
    this.setOnCpu(from, 0);
  }

  /** The same where `from` is a task the kernel shields from BPF: no program runs while it is on the CPU, be it at a switch or at a waking. */
  changeUnseen(from: FakeTask, to: FakeTask): void {
    this.#countSwitch(from, 'left');
    this.setOnCpu(to, 1);
    this.setOnCpu(from, 0);
  }

  setOnCpu(task: FakeTask, value: 0 | 1): void {
    const { rest } = this.fields;
    if (rest !== undefined) this.machine.write(task + BigInt(rest.onCpu), 4, BigInt(value));
  }

  /** How often the task has left a CPU, in either way. */
  switches(task: FakeTask): readonly [number, number] {
    const { switches } = this.#rest();
    const [left, taken] = switches.map((at) => this.machine.read(task + BigInt(at), 8));
    return [Number(left), Number(taken)];
  }

  setSwitches(task: FakeTask, [left, taken]: readonly [number, number]): void {
    const { switches } = this.#rest();
    this.machine.write(task + BigInt(switches[0]), 8, BigInt(left));
    this.machine.write(task + BigInt(switches[1]), 8, BigInt(taken));
  }

  wake(task: FakeTask): void {
    const context = this.machine.allocate(8);
    this.machine.write(context, 8, task);
    this.machine.run(this.#programs.wake, context);
  }

  /** The task goes for good: switched away from as dead, and off the list. */
  death(task: FakeTask, next: FakeTask): void {
    this.set(task, { state: STATE.dead });
    this.setInIoWait(task, 0);
    this.change(task, next);
    this.remove(task);
  }

  /** Off the list, and nothing else. */
  remove(task: FakeTask): void {
    this.#tasks.delete(task);
  }

  /** One pass of the iterator at this instant, all tasks in full. */
  readAll(): readonly SnapshotRow[] {
    return this.#iterate('all');
  }

  /** The same, tasks that did not run since the last pass in brief. */
  readChanged(): readonly SnapshotRow[] {
    return this.#iterate('changed');
  }

  /** Tasks the last pass told of in full. */
  toldInFull(): number {
    return this.machine.written.filter(({ length }) => length === RECORD_LENGTH).length;
  }

  #iterate(told: 'all' | 'changed'): readonly SnapshotRow[] {
    const { written, now } = this.machine;
    written.length = 0;
    for (const task of [...this.#tasks, 0n]) {
      const before = written.length;
      this.#show(told, task);
      // No more room: the kernel hands out what there is and shows the task again.
      if (task !== 0n && written.length === before) {
        this.machine.room = Number.POSITIVE_INFINITY;
        this.#show(told, task);
      }
    }
    const records = recordBuffer(concatenate(written));
    let left = records.bytes.length;
    const read = (): number => {
      const length = left;
      left = 0;
      return length;
    };
    const places = roomForPlaces(mostRecords(left));
    const snapshot = newSnapshot(1);
    snapshot.startedAt = Number(now);
    const clock = { bootTime: () => nanoseconds(Number(now)), wallTime: () => milliseconds(0) };
    const missed = appendStream(snapshot, { records, places, read }, this.#last, clock);
    if (missed.length > 0) throw new Error('the pass is not whole');
    this.#last = snapshot;
    return rowsOf(snapshot);
  }

  #show(told: 'all' | 'changed', task: FakeTask): void {
    const meta = this.machine.allocate(8);
    const context = this.machine.allocate(16);
    this.machine.write(meta, 8, this.machine.allocate(8));
    this.machine.write(context, 8, meta);
    this.machine.write(context + 8n, 8, task);
    this.machine.run(this.#programs[told], context);
  }

  #countSwitch(task: FakeTask, how: 'left' | 'preempted'): void {
    if (this.fields.rest === undefined) return;
    const [left, taken] = this.switches(task);
    this.setSwitches(task, how === 'left' ? [left + 1, taken] : [left, taken + 1]);
  }

  #rest(): RestPlaces {
    const { rest } = this.fields;
    if (rest === undefined) throw new Error('no counts of switches in shape');
    return rest;
  }

  read(tid: number): SnapshotRow {
    const row = this.readAll().find((one) => one.tid === tid);
    if (row === undefined) throw new Error(`no task ${tid}`);
    return row;
  }

  takeExits(): readonly SnapshotRow[] {
    const map = this.#maps.get('exits') as number;
    const values = this.machine.values(map);
    this.machine.empty(map);
    const snapshot = newSnapshot(1);
    const places = roomForPlaces(values.length);
    appendEnded(snapshot, recordBuffer(concatenate(values)), places, values.length);
    return rowsOf(snapshot);
  }

  /** How many tasks have a noted wait. */
  waits(): number {
    return this.machine.values(this.#maps.get('waits') as number).length;
  }

  /** One of the counts the programs keep, by its offset. */
  count(offset: number): number {
    const [bytes] = this.machine.values(this.#maps.get('counts') as number);
    if (bytes === undefined) throw new Error('no counts');
    return new DataView(bytes.buffer).getUint32(offset, true);
  }
}

const concatenate = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
