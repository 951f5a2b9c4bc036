/** A kernel of one CPU as our programs see it: tasks, switches and wakings, and a clock that moves when told. */
import { assemble } from '../../src/kernel/abi/bpf-program/assemble.ts';
import { MAPS } from '../../src/kernel/abi/bpf-program/maps.ts';
import { schedSwitch } from '../../src/kernel/abi/bpf-program/sched-switch.ts';
import { schedWaking } from '../../src/kernel/abi/bpf-program/sched-waking.ts';
import {
  BTF_NAMES,
  locateFields,
  type TaskFields,
} from '../../src/kernel/abi/bpf-program/task-fields.ts';
import { taskIterator } from '../../src/kernel/abi/bpf-program/task-iterator.ts';
import type { RecordField } from '../../src/kernel/abi/bpf-program/task-record.ts';
import { readBtf } from '../../src/kernel/abi/btf.ts';
import { appendEnded, appendLiving, recordBuffer } from '../../src/sampler/bpf-records.ts';
import { newSnapshot } from '../../src/sampler/snapshot.ts';
import { BpfMachine } from './bpf-machine.ts';
import type { KernelShape } from './kernel-shapes.ts';
import { rowsOf, type SnapshotRow } from './snapshot-row.ts';

/** A task's address in the fake kernel. */
export type FakeTask = bigint;

export const STATE = { running: 0, sleeping: 1, waiting: 2, dead: 0x80 } as const;

const TASK_LENGTH = 16_384;

export class FakeScheduler {
  readonly machine = new BpfMachine();
  readonly fields: TaskFields;
  readonly #maps: ReadonlyMap<string, number>;
  readonly #programs: {
    readonly pass: Uint8Array;
    readonly change: Uint8Array;
    readonly wake: Uint8Array;
  };
  readonly #tasks = new Set<FakeTask>();

  /** @param entries the sizes of the maps of waits and exits */
  constructor(shape: KernelShape, entries = { waits: 64, exits: 64 }) {
    this.fields = locateFields(readBtf(shape.bytes, BTF_NAMES));
    const { machine, fields } = this;
    this.#maps = new Map([
      ['waits', machine.createMap({ ...MAPS.waits, entries: entries.waits })],
      ['exits', machine.createMap({ ...MAPS.exits, entries: entries.exits })],
      ['counts', machine.createMap(MAPS.counts)],
    ]);
    const { wait, switchArguments } = fields;
    if (wait === undefined || switchArguments === undefined) throw new Error('no waits in shape');
    this.#programs = {
      pass: assemble(taskIterator(fields), this.#maps),
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

  pass(time: number): void {
    this.machine.now += BigInt(time);
  }

  /** The CPU goes from one task to the other. */
  change(from: FakeTask, to: FakeTask, how: 'left' | 'preempted' = 'left'): void {
    const { previous, next } = this.fields.switchArguments ?? { previous: 0, next: 0 };
    const context = this.machine.allocate(64);
    this.machine.write(context, 8, how === 'preempted' ? 1n : 0n);
    this.machine.write(context + BigInt(previous * 8), 8, from);
    this.machine.write(context + BigInt(next * 8), 8, to);
    this.machine.run(this.#programs.change, context);
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
    this.#tasks.delete(task);
  }

  /** One pass of the iterator at this instant. */
  readAll(): readonly SnapshotRow[] {
    this.machine.written.length = 0;
    const file = this.machine.allocate(8);
    for (const task of [...this.#tasks, 0n]) {
      const meta = this.machine.allocate(8);
      const context = this.machine.allocate(16);
      this.machine.write(meta, 8, file);
      this.machine.write(context, 8, meta);
      this.machine.write(context + 8n, 8, task);
      this.machine.run(this.#programs.pass, context);
    }
    const { written, now } = this.machine;
    const snapshot = newSnapshot(1);
    const bounds = { after: Number(now), before: Number(now) };
    appendLiving(snapshot, recordBuffer(concatenate(written)), written.length, bounds);
    return rowsOf(snapshot);
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
    appendEnded(snapshot, recordBuffer(concatenate(values)), values.length);
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
