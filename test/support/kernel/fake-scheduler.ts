/** A kernel of one CPU as our programs see it: tasks, switches and wakings, and a clock that moves when told. */

import { MARK_MAPS, RING } from '../../../src/kernel/abi/bpf/programs/maps.ts';
import { PASS, PASS_LENGTH } from '../../../src/kernel/abi/bpf/programs/ran-tasks.ts';
import type { TaskFields } from '../../../src/kernel/abi/bpf/programs/task-fields.ts';
import type { RecordField } from '../../../src/kernel/abi/bpf/programs/task-record.ts';
import { milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import { RanRecords } from '../../../src/sampler/bpf/ran-records.ts';
import { appendEnded, recordBuffer, roomForPlaces } from '../../../src/sampler/bpf/records.ts';
import { appendStream, mostRecords } from '../../../src/sampler/bpf/stream.ts';
import { LivingTasks } from '../../../src/sampler/table/living-tasks.ts';
import { newSnapshot } from '../../../src/sampler/table/snapshot.ts';
import { rowsOf, type SnapshotRow } from '../snapshots/snapshot-row.ts';
import { BpfMachine } from './bpf-machine.ts';
import type { KernelShape } from './kernel-shapes.ts';
import { type LoadedPrograms, loadPrograms, type Room } from './loaded-programs.ts';

/** A task's address in the fake kernel. */
export type FakeTask = bigint;

export const STATE = { running: 0, sleeping: 1, waiting: 2, traced: 8, dead: 0x80 } as const;

const TASK_LENGTH = 16_384;

export class FakeScheduler {
  readonly machine = new BpfMachine();
  readonly fields: TaskFields;
  readonly #programs: LoadedPrograms;
  readonly #tasks = new Set<FakeTask>();
  readonly #records = new RanRecords();
  /** How often the ring had not all that ran. */
  incomplete = 0;
  readonly #table = new LivingTasks();

  constructor(shape: KernelShape, room: Room = {}) {
    this.#programs = loadPrograms(this.machine, shape, room, (tid) => this.#find(tid));
    this.fields = this.#programs.fields;
  }

  #find(tid: number): FakeTask {
    const at = BigInt(this.#offsetOf('tid'));
    for (const task of this.#tasks) {
      if (this.machine.read(task + at, 4) === BigInt(tid)) return task;
    }
    return 0n;
  }

  #offsetOf(field: RecordField): number {
    return this.fields.paths.find((path) => path.field === field)?.offsets[0] ?? Number.NaN;
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
    return Number(this.machine.read(task + BigInt(this.#offsetOf('state')), 4));
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

  /**
   * The CPU goes from one task to the other, as __schedule() does it: our program runs before the kernel says who has the CPU.
   * @param between is called between the two, as if on another CPU
   */
  change(
    from: FakeTask,
    to: FakeTask,
    how: 'left' | 'preempted' = 'left',
    between: () => void = () => undefined,
  ): void {
    const { previous, next } = this.fields.switchArguments ?? { previous: 0, next: 0 };
    const context = this.machine.allocate(64);
    this.machine.write(context, 8, how === 'preempted' ? 1n : 0n);
    this.machine.write(context + BigInt(previous * 8), 8, from);
    this.machine.write(context + BigInt(next * 8), 8, to);
    this.machine.run(this.#programs.change, context);
    between();
    this.setOnCpu(to, 1);
    this.setOnCpu(from, 0);
  }

  /** The same where `from` is a task the kernel shields from BPF: no program runs while it is on the CPU, be it at a switch or at a waking. */
  changeUnseen(from: FakeTask, to: FakeTask): void {
    this.setOnCpu(to, 1);
    this.setOnCpu(from, 0);
  }

  setOnCpu(task: FakeTask, value: 0 | 1): void {
    const { onCpu = Number.NaN } = this.fields.marks ?? {};
    this.machine.write(task + BigInt(onCpu), 4, BigInt(value));
  }

  wake(task: FakeTask): void {
    this.#runWith(this.#programs.wake, task);
  }

  /** After its birth it may run, once there is a CPU for it. */
  wakeNew(task: FakeTask): void {
    this.#runWith(this.#programs.born, task);
  }

  #runWith(program: Uint8Array, task: FakeTask): void {
    const context = this.machine.allocate(8);
    this.machine.write(context, 8, task);
    this.machine.run(program, context);
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

  /** One pass of the iterator at this instant: all tasks. */
  readAll(): readonly SnapshotRow[] {
    const snapshot = this.#table.forAll;
    snapshot.count = 0;
    snapshot.startedAt = this.#clock.bootTime();
    const { written } = this.machine;
    written.length = 0;
    for (const task of [...this.#tasks, 0n]) {
      const before = written.length;
      this.#show(task);
      // No more room: the kernel hands out what there is and shows the task again.
      if (task !== 0n && written.length === before) {
        this.machine.room = Number.POSITIVE_INFINITY;
        this.#show(task);
      }
    }
    const records = recordBuffer(Buffer.concat(written));
    let left = records.bytes.length;
    const read = (): number => {
      const length = left;
      left = 0;
      return length;
    };
    const places = roomForPlaces(mostRecords(left));
    const missed = appendStream(snapshot, { records, places, read }, this.#clock);
    if (missed.length > 0) throw new Error('the pass is not whole');
    this.#table.takeAll();
    return rowsOf(snapshot);
  }

  /** One pass that asks those that ran since the pass before, of either kind; all, when the ring has not all that ran. */
  readRan(): readonly SnapshotRow[] {
    const { tasks } = this.#table.ran;
    tasks.startedAt = this.#clock.bootTime();
    const ran = this.#programs.maps.ran;
    this.#records.count = 0;
    const context = this.machine.allocate(PASS_LENGTH);
    this.machine.write(context + BigInt(PASS.incomplete), 8, 0n);
    do {
      this.machine.empty(ran);
      this.machine.write(context + BigInt(PASS.written), 8, 0n);
      this.machine.run(this.#programs.ran, context);
      this.#records.add(Buffer.concat(this.machine.values(ran)));
    } while (this.machine.read(context + BigInt(PASS.left), 8) > 0n);
    if (this.machine.read(context + BigInt(PASS.incomplete), 8) !== 0n) {
      this.incomplete += 1;
      this.#clearMarks();
      return this.readAll();
    }
    this.#records.fill(this.#table.ran, tasks.startedAt);
    this.#table.takeRan();
    return rowsOf(this.#table.now);
  }

  #clearMarks(): void {
    const { machine } = this;
    machine.clear(machine.valueOf(this.#programs.maps.marks), MARK_MAPS.marks.valueSize);
  }

  /** How many records the last pass of those that ran was made of. */
  asked(): number {
    return this.#records.count;
  }

  /** Tids that are in the ring. */
  marked(): number {
    const [head, tail] = [RING.head, RING.tail].map((at) =>
      this.machine.read(this.#ring + BigInt(at), 8),
    );
    return Number((head as bigint) - (tail as bigint));
  }

  /** A CPU that marks a task has counted a slot of the ring, and not written the tid yet. @returns the slot's address */
  beginMark(): bigint {
    const head = this.#ring + BigInt(RING.head);
    const slot = this.machine.read(head, 8);
    this.machine.write(head, 8, slot + 1n);
    return this.#ring + BigInt(RING.slots) + slot * 4n;
  }

  /** Whatever program is next to change a slot of the ring, as who marks a task does after it has counted it: stopped before it does. */
  stopAtSlot(meanwhile: () => void): void {
    const { machine } = this;
    const slots = this.#ring + BigInt(RING.slots);
    machine.onChange = (address) => {
      if (address < slots || address > slots + BigInt(MARK_MAPS.ring.valueSize)) return;
      machine.onChange = () => undefined;
      meanwhile();
    };
  }

  get #ring(): bigint {
    return this.machine.valueOf(this.#programs.maps.ring);
  }

  readonly #clock = {
    bootTime: () => nanoseconds(Number(this.machine.now)),
    wallTime: () => milliseconds(0),
  };

  #show(task: FakeTask): void {
    const meta = this.machine.allocate(8);
    const context = this.machine.allocate(16);
    this.machine.write(meta, 8, this.machine.allocate(8));
    this.machine.write(context, 8, meta);
    this.machine.write(context + 8n, 8, task);
    this.machine.run(this.#programs.all, context);
  }

  read(tid: number): SnapshotRow {
    const row = this.readAll().find((one) => one.tid === tid);
    if (row === undefined) throw new Error(`no task ${tid}`);
    return row;
  }

  takeExits(): readonly SnapshotRow[] {
    const map = this.#programs.maps.exits;
    const values = this.machine.values(map);
    this.machine.empty(map);
    const snapshot = newSnapshot(1);
    const places = roomForPlaces(values.length);
    appendEnded(snapshot, recordBuffer(Buffer.concat(values)), places, values.length);
    return rowsOf(snapshot);
  }

  /** How many tasks have a noted wait. */
  waits(): number {
    return this.machine.values(this.#programs.maps.waits).length;
  }

  /** One of the counts the programs keep, by its offset. */
  count(offset: number): number {
    const [bytes] = this.machine.values(this.#programs.maps.counts);
    if (bytes === undefined) throw new Error('no counts');
    return new DataView(bytes.buffer).getUint32(offset, true);
  }
}
