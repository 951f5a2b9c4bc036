/**
 * A witness of tasks that came on a CPU without any program seeing it: where process 1 is shielded from programs, none runs at the switch away from one of its threads
 * (docs/kernel/bpf.md). At each switch it compares the task that goes with the one it last saw come on that CPU. Where they differ, the one that goes came unseen,
 * later than that last switch.
 */
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { HELPER } from '../../../src/kernel/abi/bpf/programs/helper-functions.ts';
import type { Instruction } from '../../../src/kernel/abi/bpf/programs/instruction.ts';
import * as op from '../../../src/kernel/abi/bpf/programs/instruction.ts';
import type { MapShape } from '../../../src/kernel/abi/bpf/programs/maps.ts';
import { R0, R1, R2, R3, R6, R7, R8, R9 } from '../../../src/kernel/abi/bpf/programs/registers.ts';
import type { TaskFields } from '../../../src/kernel/abi/bpf/programs/task-fields.ts';
import { offsetOf } from '../../../src/kernel/abi/bpf/programs/wait-balance.ts';
import { SingleValue } from '../../../src/kernel/sys/bpf/bpf-map.ts';
import { systemClock } from '../../../src/kernel/sys/clock.ts';

/** A stay on a CPU whose beginning no program saw. */
export type UnseenComing = {
  /** Of the task, as `address` of a snapshot. */
  readonly address: number;
  /** Boot clock, ns: the last switch that was seen on that CPU before the task came. */
  readonly from: number;
  /** Boot clock, ns: when the task went, and was marked. */
  readonly until: number;
};

/** Offsets in the one value of the map: of each CPU the task that came last and when, then a count of unseen comings, then these. */
const CPUS = 256;
const CPU_LENGTH = 16;
const COUNT = CPUS * CPU_LENGTH;
const COMINGS = COUNT + 8;
const COMING_LENGTH = 32;
const MOST_COMINGS = 4096;

export const WITNESS_MAPS = {
  witness: {
    name: 'test_witness',
    kind: 2,
    keySize: 4,
    valueSize: COMINGS + MOST_COMINGS * COMING_LENGTH,
    entries: 1,
  },
} as const satisfies Readonly<Record<string, MapShape>>;

/** For sched_switch, behind the program that marks: who has gone by `until` is marked. */
export const witness = (
  fields: TaskFields,
  places: { readonly previous: number; readonly next: number },
): readonly Instruction[] => [
  op.move(R6, R1),
  op.call(HELPER.bootTime),
  op.move(R8, R0),
  op.call(CURRENT_CPU),
  op.andNumber(R0, CPUS - 1),
  op.shiftLeftNumber(R0, 4),
  op.loadMapValue(R9, 'witness', 0),
  op.add(R9, R0),
  op.load(8, R7, R6, places.previous * 8),
  op.load(4, R1, R7, offsetOf(fields, 'tid')),
  op.jumpIfZero(R1, 'as-seen'), // the idle task
  op.load(8, R2, R9, 0),
  op.jumpIfZero(R2, 'as-seen'), // the first switch on this CPU
  op.jumpIfSame(R7, R2, 'as-seen'),
  op.load(8, R3, R9, 8),
  op.moveNumber(R2, 1),
  op.loadMapValue(R1, 'witness', COUNT),
  op.atomicFetch('add', R1, 0, R2),
  op.andNumber(R2, MOST_COMINGS - 1),
  op.shiftLeftNumber(R2, 5),
  op.addNumber(R1, 8),
  op.add(R1, R2),
  op.store(8, R1, 0, R7),
  op.store(8, R1, 8, R3),
  op.store(8, R1, 16, R8),
  op.label('as-seen'),
  op.load(8, R1, R6, places.next * 8),
  op.store(8, R9, 0, R1),
  op.store(8, R9, 8, R8),
  op.moveNumber(R0, 0),
  op.exit(),
];

/** bpf_get_smp_processor_id(). */
const CURRENT_CPU = 8;

export class UnseenComings {
  readonly #value: SingleValue;

  constructor(map: number) {
    this.#value = new SingleValue(map, WITNESS_MAPS.witness.valueSize);
  }

  /**
   * All so far, once a switch was seen on each CPU from now on: who came unseen until now has gone.
   * @throws Error when a CPU does not switch, or there were more than the map holds
   */
  async untilNow(): Promise<readonly UnseenComing[]> {
    const now = systemClock.bootTime();
    for (let tries = 0; tries < 2000; tries++) {
      this.#value.read();
      if (this.#switchedSince(now)) return this.#all();
      await sleep(5);
    }
    throw new Error('a CPU has not switched for ten seconds');
  }

  #switchedSince(moment: number): boolean {
    let count = 0;
    for (let cpu = 0; cpu < CPUS; cpu++) {
      if (this.#number(cpu * CPU_LENGTH + 8) > moment) count += 1;
    }
    return count >= cpus().length;
  }

  #all(): readonly UnseenComing[] {
    const count = this.#number(COUNT);
    if (count > MOST_COMINGS) throw new Error(`${count} tasks came unseen`);
    return Array.from({ length: count }, (_, i) => {
      const at = COMINGS + i * COMING_LENGTH;
      const [from, until] = [this.#number(at + 8), this.#number(at + 16)];
      return { address: this.#number(at), from, until };
    });
  }

  /** Without the upper 16 bits: an address as snapshots have it (src/sampler/bpf/records.ts). */
  #number(at: number): number {
    return Buffer.from(this.#value.bytes.buffer, at, 6).readUIntLE(0, 6);
  }
}
