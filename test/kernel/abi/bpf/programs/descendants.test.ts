import { describe, expect, it } from 'vitest';
import { assemble } from '../../../../../src/kernel/abi/bpf/programs/assemble.ts';
import {
  DESCENDANT_COUNT,
  DESCENDANT_MAPS,
  MEMBER,
  noteFork,
  noteFree,
} from '../../../../../src/kernel/abi/bpf/programs/descendants.ts';
import { BpfMachine } from '../../../../support/kernel/bpf-machine.ts';

const FIELDS = { tid: 16, tgid: 20, startedAt: 24, groupLeader: 32 };
const ROOT = 100;

type Task = {
  readonly tid: number;
  readonly tgid?: number;
  readonly startedAt?: number;
  /** Of the leader. */
  readonly processStartedAt?: number;
};

/** A kernel that forks and frees, with our two programs attached. */
class Nursery {
  readonly #machine = new BpfMachine();
  readonly #maps: ReadonlyMap<string, number>;
  readonly #fork: Uint8Array;
  readonly #free: Uint8Array;

  constructor(sizes: { readonly living: number; readonly born: number }) {
    const machine = this.#machine;
    this.#maps = new Map([
      ['living', machine.createMap({ ...DESCENDANT_MAPS.living, entries: sizes.living })],
      ['born', machine.createMap({ ...DESCENDANT_MAPS.born, entries: sizes.born })],
      ['counts', machine.createMap(DESCENDANT_MAPS.counts)],
    ]);
    this.#fork = assemble(noteFork(FIELDS, ROOT), this.#maps);
    this.#free = assemble(noteFree(FIELDS), this.#maps);
  }

  fork(parent: Task, child: Task): void {
    this.#run(this.#fork, [parent, child]);
  }

  free(task: Task): void {
    this.#run(this.#free, [task]);
  }

  /** Ids of processes in a map. */
  members(map: 'living' | 'born'): readonly number[] {
    return this.#values(map).map((bytes) =>
      new DataView(bytes.buffer).getUint32(MEMBER.tgid, true),
    );
  }

  count(offset: number): number {
    const [bytes = new Uint8Array(24)] = this.#values('counts');
    return Number(new DataView(bytes.buffer).getBigUint64(offset, true));
  }

  #values(map: string): readonly Uint8Array[] {
    return this.#machine.values(this.#maps.get(map) ?? -1).map((bytes) => Uint8Array.from(bytes));
  }

  #run(program: Uint8Array, tasks: readonly Task[]): void {
    const machine = this.#machine;
    const context = machine.allocate(16);
    tasks.forEach(({ tid, tgid = tid, startedAt = tid, processStartedAt }, i) => {
      const task = machine.allocate(64);
      const leader = tid === tgid ? task : machine.allocate(64);
      if (leader !== task) {
        machine.write(leader + BigInt(FIELDS.startedAt), 8, BigInt(processStartedAt ?? tgid));
      }
      machine.write(task + BigInt(FIELDS.groupLeader), 8, leader);
      machine.write(task + BigInt(FIELDS.tid), 4, BigInt(tid));
      machine.write(task + BigInt(FIELDS.tgid), 4, BigInt(tgid));
      machine.write(task + BigInt(FIELDS.startedAt), 8, BigInt(startedAt));
      machine.write(context + BigInt(8 * i), 8, task);
    });
    machine.run(program, context);
  }
}

const nursery = (sizes = { living: 16, born: 16 }): Nursery => new Nursery(sizes);

describe('the family programs', () => {
  it('admit the children of the root, of its threads, and their children, and nobody else', () => {
    const kernel = nursery();
    kernel.fork({ tid: ROOT }, { tid: 1 });
    kernel.fork({ tid: 101, tgid: ROOT }, { tid: 2 });
    kernel.fork({ tid: 1 }, { tid: 3 });
    kernel.fork({ tid: 3 }, { tid: 4, tgid: 3 });
    kernel.fork({ tid: 4, tgid: 3 }, { tid: 5 });
    kernel.fork({ tid: 50 }, { tid: 51 });
    expect(kernel.members('born')).toEqual([1, 2, 3, 5]);
  });

  it("do not take the root's own threads for children", () => {
    const kernel = nursery();
    kernel.fork({ tid: ROOT }, { tid: 101, tgid: ROOT });
    expect(kernel.members('born')).toEqual([]);
  });

  it('keep a grandchild whose parent has been freed', () => {
    const kernel = nursery();
    kernel.fork({ tid: ROOT }, { tid: 1 });
    kernel.fork({ tid: 1 }, { tid: 2 });
    kernel.free({ tid: 1 });
    kernel.fork({ tid: 2 }, { tid: 3 });
    expect(kernel.members('living')).toEqual([2, 3]);
    expect(kernel.members('born')).toEqual([1, 2, 3]);
  });

  it('do not let a tid used again by a stranger inherit', () => {
    const kernel = nursery();
    kernel.fork({ tid: ROOT }, { tid: 1, startedAt: 5 });
    kernel.fork({ tid: 1, startedAt: 9 }, { tid: 2 });
    expect(kernel.members('born')).toEqual([1]);
    kernel.free({ tid: 1, startedAt: 9 });
    expect(kernel.members('living')).toEqual([1]);
  });

  it('know the children of a thread whose birth no tracepoint told, as of io_uring’s workers', () => {
    const kernel = nursery();
    kernel.fork({ tid: ROOT }, { tid: 1, startedAt: 7 });
    kernel.fork({ tid: 9, tgid: 1, processStartedAt: 7 }, { tid: 2 });
    expect(kernel.members('born')).toEqual([1, 2]);
  });

  it('count a process as freed once, with its leader, and so when another thread has become that by exec', () => {
    const kernel = nursery();
    kernel.fork({ tid: ROOT }, { tid: 1, startedAt: 7 });
    kernel.fork({ tid: 1, startedAt: 7 }, { tid: 2, tgid: 1 });
    kernel.free({ tid: 2, tgid: 1, startedAt: 7 }); // the old leader, under the id of the thread
    expect(kernel.count(DESCENDANT_COUNT.freed)).toBe(0);
    kernel.free({ tid: 1, startedAt: 7 });
    expect(kernel.count(DESCENDANT_COUNT.freed)).toBe(1);
    expect(kernel.count(DESCENDANT_COUNT.born)).toBe(1);
    expect(kernel.members('living')).toEqual([]);
  });

  it('count births and freed members, so that whoever is in between is known', () => {
    const kernel = nursery();
    kernel.fork({ tid: ROOT }, { tid: 1 });
    kernel.fork({ tid: ROOT }, { tid: 2 });
    kernel.free({ tid: 1 });
    kernel.free({ tid: 50 });
    expect(kernel.count(DESCENDANT_COUNT.born)).toBe(2);
    expect(kernel.count(DESCENDANT_COUNT.freed)).toBe(1);
  });

  it.each([{ sizes: { living: 1, born: 16 } }, { sizes: { living: 16, born: 1 } }])(
    'count members for which there was no room: $sizes',
    ({ sizes }) => {
      const kernel = nursery(sizes);
      kernel.fork({ tid: ROOT }, { tid: 1 });
      kernel.fork({ tid: ROOT }, { tid: 2 });
      expect(kernel.count(DESCENDANT_COUNT.lost)).toBe(1);
    },
  );
});
