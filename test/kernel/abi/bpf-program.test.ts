import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../../src/kernel/abi/bpf-program/assemble.ts';
import * as bpf from '../../../src/kernel/abi/bpf-program/instruction.ts';
import { COUNT } from '../../../src/kernel/abi/bpf-program/maps.ts';
import {
  FIELD_WIDTH,
  RECORD,
  RECORD_KEY_LENGTH,
  RECORD_LENGTH,
} from '../../../src/kernel/abi/bpf-program/task-record.ts';
import { BpfMachine } from '../../support/bpf-machine.ts';
import { FakeScheduler, type FakeTask, STATE } from '../../support/fake-scheduler.ts';
import { kernelShapes, linux58, linuxWithoutAccounting } from '../../support/kernel-shapes.ts';

const NO_MAPS: ReadonlyMap<string, number> = new Map();

describe('the assembler', () => {
  it('writes the bytes the instruction set prescribes', () => {
    const code = assemble(
      [
        bpf.load(8, bpf.R7, bpf.R1, 0x1234),
        bpf.storeNumber(4, bpf.FRAME, -8, -1),
        bpf.loadMap(bpf.R1, 'map'),
        bpf.call(bpf.HELPER.mapLookup),
        bpf.exit(),
      ],
      new Map([['map', 77]]),
    );
    const hex = (bytes: Uint8Array): string =>
      [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    expect(hex(code)).toBe(
      [
        '7917341200000000',
        '620af8ffffffffff',
        '181100004d000000',
        '0000000000000000',
        '8500000001000000',
        '9500000000000000',
      ].join(''),
    );
  });

  it('jumps to the instruction behind the label, whatever lies between', () => {
    const between = fc.array(fc.constantFrom('plain', 'map', 'label'), { maxLength: 40 });
    fc.assert(
      fc.property(between, (kinds) => {
        const skipped = kinds.map((kind, i) =>
          kind === 'plain'
            ? bpf.moveNumber(bpf.R0, 1)
            : kind === 'map'
              ? bpf.loadMap(bpf.R1, 'map')
              : bpf.label(`unused ${i}`),
        );
        const program = [
          bpf.moveNumber(bpf.R0, 42),
          bpf.jump('end'),
          ...skipped,
          bpf.label('end'),
          bpf.exit(),
        ];
        const code = assemble(program, new Map([['map', 0]]));
        expect(new BpfMachine().run(code, 0n)).toBe(42n);
      }),
    );
  });

  it('refuses a label that is missing, doubled or behind its jump, and an unknown map', () => {
    const wrong = [
      [bpf.jump('nowhere')],
      [bpf.label('twice'), bpf.label('twice')],
      [bpf.label('loop'), bpf.jump('loop')],
      [bpf.loadMap(bpf.R1, 'unknown')],
      [bpf.load(8, bpf.R1, bpf.R2, 0x8000)],
    ];
    for (const program of wrong) expect(() => assemble(program, NO_MAPS)).toThrow(RangeError);
  });
});

describe('a task record', () => {
  it('has no padding, keeps its fields aligned and begins with its key', () => {
    let end = 0;
    for (const field of Object.keys(RECORD) as (keyof typeof RECORD)[]) {
      expect(RECORD[field]).toBe(end);
      expect(RECORD[field] % FIELD_WIDTH[field]).toBe(0);
      end += FIELD_WIDTH[field];
    }
    expect(end).toBe(RECORD_LENGTH);
    expect(RECORD_LENGTH % 8).toBe(0);
    expect(RECORD_KEY_LENGTH).toBe(RECORD.startedAt + 8);
  });
});

for (const shape of kernelShapes()) {
  describe(`the programs on ${shape.name}`, () => {
    const start = () => {
      const kernel = new FakeScheduler(shape);
      kernel.pass(1_000_000);
      const idle = kernel.birth({ tid: 1, tgid: 1, startedAt: 0 });
      const task = kernel.birth({ tid: 7, tgid: 6, startedAt: 500 });
      return { kernel, idle, task };
    };
    /** The task goes to wait for I/O, as io_schedule() does. */
    const goWait = (kernel: FakeScheduler, task: FakeTask, idle: FakeTask): void => {
      kernel.setInIoWait(task, 1);
      kernel.set(task, { state: STATE.waiting });
      kernel.change(task, idle);
    };
    const comeBack = (kernel: FakeScheduler, task: FakeTask, idle: FakeTask): void => {
      kernel.set(task, { state: STATE.running });
      kernel.change(idle, task);
      kernel.setInIoWait(task, 0);
    };

    it('adds a wait from the switch away to the waking', () => {
      const { kernel, idle, task } = start();
      goWait(kernel, task, idle);
      kernel.pass(300);
      kernel.wake(task);
      kernel.pass(50); // for a CPU, which is no wait for I/O
      comeBack(kernel, task, idle);
      kernel.pass(1000);
      expect(kernel.read(7)).toMatchObject({ ioWait: 300, waitingSince: Number.NaN });
      expect(kernel.read(1).ioWait).toBe(0);
    });

    it('shows a wait while it lasts, on top of those before', () => {
      const { kernel, idle, task } = start();
      for (let round = 0; round < 2; round++) {
        goWait(kernel, task, idle);
        kernel.pass(100);
        kernel.wake(task);
        comeBack(kernel, task, idle);
      }
      const since = Number(kernel.machine.now);
      goWait(kernel, task, idle);
      kernel.pass(70);
      expect(kernel.read(7)).toMatchObject({ ioWait: 270, waitingSince: since });
    });

    it('ends a wait whose waking was missed when the task is back on a CPU', () => {
      const { kernel, idle, task } = start();
      goWait(kernel, task, idle);
      kernel.pass(300);
      comeBack(kernel, task, idle);
      kernel.pass(1000);
      expect(kernel.read(7).ioWait).toBe(300);
    });

    it('does not count the time a task ran as waiting when the end of a wait was missed', () => {
      const { kernel, idle, task } = start();
      goWait(kernel, task, idle);
      kernel.setInIoWait(task, 0);
      kernel.pass(5000);
      goWait(kernel, task, idle);
      kernel.pass(10);
      kernel.wake(task);
      expect(kernel.read(7).ioWait).toBe(10);
    });

    it('does not take sleep or preemption for a wait', () => {
      const { kernel, idle, task } = start();
      kernel.setInIoWait(task, 0);
      kernel.set(task, { state: STATE.sleeping });
      kernel.change(task, idle);
      kernel.pass(100);
      kernel.wake(task);
      kernel.setInIoWait(task, 1);
      kernel.set(task, { state: STATE.waiting });
      kernel.change(task, idle, 'preempted');
      kernel.pass(100);
      expect(kernel.waits()).toBe(0);
    });

    it('takes a wait that began before it watched to begin when first seen', () => {
      const { kernel, task } = start();
      kernel.setInIoWait(task, 1);
      kernel.set(task, { state: STATE.waiting });
      const first = Number(kernel.machine.now);
      expect(kernel.read(7)).toMatchObject({ ioWait: 0, waitingSince: first });
      kernel.pass(400);
      expect(kernel.read(7)).toMatchObject({ ioWait: 400, waitingSince: first });
      kernel.wake(task);
      kernel.pass(400);
      kernel.set(task, { state: STATE.running });
      expect(kernel.read(7)).toMatchObject({ ioWait: 400, waitingSince: Number.NaN });
    });

    it('lets no task inherit the waits of another that had its tid', () => {
      const { kernel, idle, task } = start();
      goWait(kernel, task, idle);
      kernel.pass(300);
      kernel.set(task, { startedAt: 600 }); // another task, the end of the first unseen
      kernel.set(task, { state: STATE.running });
      expect(kernel.read(7)).toMatchObject({ ioWait: 0, waitingSince: Number.NaN });
      goWait(kernel, task, idle);
      kernel.pass(20);
      kernel.wake(task);
      expect(kernel.read(7).ioWait).toBe(20);
    });

    it('keeps a task that waited when it ends, with when, and forgets its waits', () => {
      const { kernel, idle, task } = start();
      goWait(kernel, task, idle);
      kernel.pass(300);
      kernel.wake(task);
      comeBack(kernel, task, idle);
      kernel.pass(5);
      const end = Number(kernel.machine.now);
      kernel.death(task, idle);
      kernel.pass(5);
      expect(kernel.takeExits()).toMatchObject([
        { tid: 7, tgid: 6, startedAt: 500, ioWait: 300, readAfter: end, readBefore: end },
      ]);
      expect(kernel.waits()).toBe(0);
      expect(kernel.count(COUNT.exits)).toBe(1);
    });

    it('does not keep a task that ended without I/O', () => {
      const { kernel, idle, task } = start();
      kernel.death(task, idle);
      expect(kernel.takeExits()).toEqual([]);
      expect(kernel.count(COUNT.exits)).toBe(0);
    });

    it('never lets a wait sum fall, and never above the time that passed, whatever happens when', () => {
      const event = fc.constantFrom('wait', 'wake', 'back', 'time', 'preempt');
      fc.assert(
        fc.property(fc.array(event, { maxLength: 60 }), (events) => {
          const { kernel, idle, task } = start();
          const began = Number(kernel.machine.now);
          let last = 0;
          let running = true;
          for (const kind of events) {
            // Only one that runs can begin to wait; wakings may come late, twice or never.
            if (kind === 'time') kernel.pass(100);
            if (kind === 'wake' && !running) kernel.wake(task);
            if (kind === 'back' && !running) comeBack(kernel, task, idle);
            if (kind === 'wait' && running) goWait(kernel, task, idle);
            if (kind === 'preempt' && running) kernel.change(task, idle, 'preempted');
            running = kind === 'back' || (running && kind !== 'wait' && kind !== 'preempt');
            const { ioWait, waitingSince } = kernel.read(7);
            expect(ioWait).toBeGreaterThanOrEqual(last);
            expect(ioWait).toBeLessThanOrEqual(Number(kernel.machine.now) - began);
            if (!Number.isNaN(waitingSince)) expect(waitingSince).toBeGreaterThanOrEqual(began);
            last = ioWait;
          }
        }),
        { numRuns: 300 },
      );
    });
  });
}

describe('the programs', () => {
  it('keep what a task that ended did, but for the priority it gave back', () => {
    const kernel = new FakeScheduler(linux58());
    const idle = kernel.birth({ tid: 1, startedAt: 0 });
    const task = kernel.birth({
      tid: 9,
      tgid: 9,
      startedAt: 77,
      read: 2 ** 40 + 1,
      write: 8192,
      cancelledWrite: 4096,
      readChars: 11,
      writeChars: 12,
      readCalls: 13,
      writeCalls: 14,
      runtime: 15,
      comm: 0x6464, // "dd"
    });
    kernel.point(task, 'uid', 1000);
    kernel.point(task, 'cgroup', 4711);
    kernel.point(task, 'swapWait', 16);
    kernel.point(task, 'ioPriority', (2 << 13) | 4);
    const all = {
      tid: 9,
      startedAt: 77,
      read: 2 ** 40 + 1,
      write: 8192,
      cancelledWrite: 4096,
      readChars: 11,
      writeChars: 12,
      readCalls: 13,
      writeCalls: 14,
      runtime: 15,
      comm: 'dd',
      uid: 1000,
      cgroup: 4711,
      swapWait: 16,
    };
    expect(kernel.read(9)).toMatchObject({ ...all, ioPriority: (2 << 13) | 4, state: 'R' });
    kernel.death(task, idle);
    expect(kernel.takeExits()).toMatchObject([{ ...all, ioPriority: -1 }]);
  });

  it('know a null pointer as unknown, but a task without an I/O context as one without a priority', () => {
    const kernel = new FakeScheduler(linux58());
    kernel.birth({ tid: 3, startedAt: 1 });
    expect(kernel.read(3)).toMatchObject({
      uid: Number.NaN,
      cgroup: Number.NaN,
      swapWait: Number.NaN,
      ioPriority: 0,
    });
  });

  it('give fields this kernel lacks as unknown', () => {
    const kernel = new FakeScheduler(linuxWithoutAccounting());
    kernel.birth({ tid: 3, startedAt: 1 });
    expect(kernel.read(3)).toMatchObject({ read: Number.NaN, write: Number.NaN, ioWait: 0 });
  });

  it('count the exits and the waits for which there was no room', () => {
    const kernel = new FakeScheduler(linux58(), { waits: 1, exits: 2 });
    const idle = kernel.birth({ tid: 1, startedAt: 0 });
    for (let tid = 10; tid < 15; tid++) {
      const task = kernel.birth({ tid, startedAt: tid, write: 4096, state: STATE.waiting });
      kernel.setInIoWait(task, 1);
      kernel.change(task, idle);
      kernel.setInIoWait(task, 0);
    }
    expect(kernel.count(COUNT.waitsLost)).toBe(4);
    for (let tid = 20; tid < 25; tid++) {
      kernel.death(kernel.birth({ tid, startedAt: tid, write: 4096 }), idle);
    }
    expect(kernel.takeExits()).toHaveLength(2);
    expect(kernel.count(COUNT.exits)).toBe(2);
    expect(kernel.count(COUNT.exitsLost)).toBe(3);
  });

  it('end the wait of the task that comes also when the one that goes is dead', () => {
    const kernel = new FakeScheduler(linux58());
    const idle = kernel.birth({ tid: 1, startedAt: 0 });
    const waiter = kernel.birth({ tid: 2, startedAt: 0, state: STATE.waiting });
    const dying = kernel.birth({ tid: 3, startedAt: 0, write: 1 });
    kernel.pass(1000);
    kernel.setInIoWait(waiter, 1);
    kernel.change(waiter, idle);
    kernel.pass(100);
    kernel.death(dying, waiter);
    kernel.setInIoWait(waiter, 0);
    kernel.pass(100);
    expect(kernel.read(2).ioWait).toBe(100);
  });
});
